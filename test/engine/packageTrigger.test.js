/** The trigger as n8n installs it, and its names that end up in people's saved workflows. */
const { existsSync } = require('node:fs');
const { join, resolve } = require('node:path');
const { IpPanelJobSms, IpPanelJobSmsTrigger } = require('../..');
const codex = require('../../dist/nodes/IpPanelJobSmsTrigger/IpPanelJobSmsTrigger.node.json');
const { createEngine } = require('.');

const NODE_FOLDER = resolve(__dirname, '../../dist/nodes/IpPanelJobSmsTrigger');

const { description } = new IpPanelJobSmsTrigger();

/** @param {string} name @returns {any} */
const field = (name) => description.properties.find((property) => property.name === name);

test('has the names of the saved-workflow format', () => {
	expect(description).toMatchObject({
		name: 'ipPanelJobSmsTrigger',
		displayName: 'IPPanel Job SMS Trigger',
		defaults: { name: 'IPPanel Job SMS Trigger' },
		group: ['trigger'],
		polling: true,
		inputs: [],
		outputs: ['main'],
		credentials: [{ name: 'ipPanelEdgeApi', required: true }],
	});
	expect([description.version].flat()).toEqual([1]);
	expect(description.properties.map(({ name }) => name)).toEqual([
		'event',
		'toNumber',
		'fromNumber',
		'states',
		'options',
	]);
});

test('has the credential of the other node, with its test, and its icons', () => {
	const other = new IpPanelJobSms().description;
	expect(description.credentials).toEqual(other.credentials);
	const files = Object.values(/** @type {object} */ (description.icon)).map((icon) =>
		join(NODE_FOLDER, icon.replace('file:', '')),
	);
	expect(files).toHaveLength(2);
	for (const file of files) expect(existsSync(file)).toBe(true);
	const { methods } = new IpPanelJobSmsTrigger();
	expect(Object.keys(methods.credentialTest)).toEqual(['testIpPanelEdgeApi']);
	expect(Object.keys(methods.listSearch)).toEqual(['searchSenderNumbers']);
});

test('is found by the words that people search for', () => {
	expect(codex).toMatchObject({
		node: 'n8n-nodes-ippanel-job-sms.ipPanelJobSmsTrigger',
		categories: expect.arrayContaining(['Communication']),
	});
	const aliases = codex.alias.map((alias) => alias.toLowerCase());
	for (const word of ['SMS', 'reply', 'inbox', 'Iran', 'پیامک']) {
		expect(aliases).toContain(word.toLowerCase());
	}
});

test('n8n gives it a poll time', async () => {
	const engine = await createEngine();
	const type = engine.nodeTypes.getByNameAndVersion(
		'n8n-nodes-ippanel-job-sms.ipPanelJobSmsTrigger',
		1,
	);
	expect(type.description.properties.map(({ name }) => name)).toContain('pollTimes');
	await engine.close();
});

describe('the form', () => {
	test('offers both events, Reply Received at first', () => {
		expect(field('event')).toMatchObject({ noDataExpression: true, default: 'replyReceived' });
		expect(
			field('event').options.map((/** @type {any} */ option) => [option.value, option.name]),
		).toEqual([
			['messageFinished', 'Message Finished'],
			['replyReceived', 'Reply Received'],
		]);
	});

	test.each([
		['toNumber', 'replyReceived'],
		['options', 'replyReceived'],
		['fromNumber', 'messageFinished'],
		['states', 'messageFinished'],
	])('shows %s for the event %s alone', (name, event) => {
		expect(field(name).displayOptions).toEqual({ show: { event: [event] } });
	});

	test.each(['toNumber', 'fromNumber'])('%s is a locator, From List first, empty', (name) => {
		const { type, default: value, modes } = field(name);
		expect(type).toBe('resourceLocator');
		expect(value).toEqual({ mode: 'list', value: '' });
		expect(modes.map((/** @type {any} */ mode) => mode.name)).toEqual(['list', 'number']);
		expect(modes[0].typeOptions).toMatchObject({ searchable: true });
	});

	test('offers the states that are an end, sorted, and none chosen', () => {
		expect(field('states')).toMatchObject({
			type: 'multiOptions',
			default: [],
			options: [
				{ name: 'Cancelled', value: 7 },
				{ name: 'Insufficient Credit', value: 8 },
				{ name: 'No Valid Recipients', value: 4 },
				{ name: 'Rejected by Monitoring', value: 3 },
				{ name: 'Sent', value: 6 },
				{ name: 'System Error', value: 9 },
			],
		});
	});

	test('has one option, the text that a reply holds', () => {
		expect(field('options').options).toMatchObject([
			{ name: 'contains', displayName: 'Only Texts Containing', type: 'string', default: '' },
		]);
	});
});
