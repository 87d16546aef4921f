const { readSender } = require('../../dist/nodes/IpPanelJobSms/form/sender');

test('x', () => { expect(readSender('+98PRO')).toBe('+98PRO'); });
