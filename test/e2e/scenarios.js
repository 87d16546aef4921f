/** All scenarios, in the order in which they are played. Run by index.js, which starts n8n. */
const { after } = require('node:test');
const { stopWorld } = require('./world');

require('./scenarios/nodePanel');
require('./scenarios/credential');
require('./scenarios/form');
require('./scenarios/errors');
require('./scenarios/campaign');
require('./scenarios/retry');
require('./scenarios/agent');
require('./scenarios/examples');
require('./scenarios/trigger');
require('./scenarios/pictures');

after(stopWorld);
