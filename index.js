// n8n loads what package.json lists under "n8n"; this is for code that requires the package itself.
const { IpPanelEdgeApi } = require('./dist/credentials/IpPanelEdgeApi.credentials.js');
const { IpPanelJobSms } = require('./dist/nodes/IpPanelJobSms/IpPanelJobSms.node.js');
const {
	IpPanelJobSmsTrigger,
} = require('./dist/nodes/IpPanelJobSmsTrigger/IpPanelJobSmsTrigger.node.js');

module.exports = { IpPanelEdgeApi, IpPanelJobSms, IpPanelJobSmsTrigger };
