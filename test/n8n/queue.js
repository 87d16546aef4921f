const { randomBytes } = require('node:crypto');
const { existsSync, readdirSync } = require('node:fs');
const { chmod, chown, mkdir, mkdtemp, rm } = require('node:fs/promises');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { installPackage, startN8n } = require('./instance');
const { debianPackage } = require('./debian');
const { Problem } = require('./problem');
const { freePort, run, startService, until } = require('./processes');

/** @typedef {import('./instance').Instance} Instance */
/** @typedef {import('./processes').Service} Service */

/**
 * n8n in queue mode: a main that takes the calls, and workers that run the executions.
 * @typedef {object} Queue
 * @property {string} url the main's
 * @property {Instance} main
 * @property {Instance[]} workers also those that were killed
 * @property {(count: number) => Promise<void>} addWorkers at the same time
 * @property {() => Promise<number>} activeJobs how many executions Redis takes for being run by a worker
 * @property {() => Promise<Instance>} restartMain ends the main without mercy and starts it again
 * @property {() => Promise<void>} stop
 */

/**
 * With these, a killed worker is noticed in seconds instead of in one and a half minutes. Shorter, and n8n gives up a
 * worker that is only busy, empties its execution, and a retry runs nothing.
 */
const QUICK_STALL = {
	QUEUE_WORKER_LOCK_DURATION: '15000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '1000',
	QUEUE_WORKER_STALLED_INTERVAL: '1000',
};

const DATABASE = 'n8n';

/**
 * @param {string} folder
 * @returns {Promise<{ service: Service, env: NodeJS.ProcessEnv, activeJobs: () => Promise<number> }>}
 */
async function startRedis(folder) {
	await debianPackage('redis-server', () => existsSync('/usr/bin/redis-server'));
	const port = await freePort();
	const args = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
	const service = startService('/usr/bin/redis-server', args);
	const ask = async (/** @type {string[]} */ ...command) =>
		(await run('redis-cli', ['-p', `${port}`, ...command])).stdout;
	await started(service, 'Redis', async () => (await ask('ping')).includes('PONG'));
	return {
		service,
		activeJobs: async () => Number(await ask('llen', 'bull:jobs:active')),
		env: { QUEUE_BULL_REDIS_HOST: '127.0.0.1', QUEUE_BULL_REDIS_PORT: String(port) },
	};
}

/** @returns {string | undefined} the folder of the newest PostgreSQL server's programs */
function postgresPrograms() {
	const root = '/usr/lib/postgresql';
	if (!existsSync(root)) return undefined;
	const folders = readdirSync(root).sort((a, b) => Number(b) - Number(a));
	return folders
		.map((name) => join(root, name, 'bin'))
		.find((bin) => existsSync(join(bin, 'initdb')));
}

/**
 * Whom PostgreSQL runs as: it refuses to be started by root.
 * @returns {Promise<{ uid: number, gid: number } | Record<string, never>>}
 */
async function postgresUser() {
	if (process.getuid?.() !== 0) return {};
	const uid = await run('id', ['-u', 'postgres']);
	const gid = await run('id', ['-g', 'postgres']);
	return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

/**
 * @param {string} folder
 * @returns {Promise<{ service: Service, env: NodeJS.ProcessEnv }>}
 */
async function startPostgres(folder) {
	await debianPackage('postgresql', () => postgresPrograms() !== undefined);
	const bin = /** @type {string} */ (postgresPrograms());
	const user = await postgresUser();
	const data = join(folder, 'postgres');
	await mkdir(data, { mode: 0o700 });
	if ('uid' in user) await chown(data, user.uid, user.gid);

	const options = { cwd: data, ...user };
	const init = ['-D', data, '-A', 'trust', '-U', DATABASE, '--no-sync'];
	const initialized = await run(join(bin, 'initdb'), init, options);
	if (initialized.code !== 0) {
		throw new Problem('PostgreSQL could not make a database.', initialized.stderr);
	}
	const port = await freePort();
	const address = ['-h', '127.0.0.1', '-p', `${port}`];
	const service = startService(
		join(bin, 'postgres'),
		// The data need not survive this run; waiting for the disk would only cost time.
		['-D', data, '-k', data, ...address, '-c', 'fsync=off', '-c', 'full_page_writes=off'],
		options,
	);
	await started(service, 'PostgreSQL', async () => {
		const made = await run(join(bin, 'createdb'), [...address, '-U', DATABASE, DATABASE]);
		return made.code === 0;
	});
	return {
		service,
		env: {
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: '127.0.0.1',
			DB_POSTGRESDB_PORT: String(port),
			DB_POSTGRESDB_DATABASE: DATABASE,
			DB_POSTGRESDB_USER: DATABASE,
			DB_POSTGRESDB_PASSWORD: DATABASE,
		},
	};
}

/**
 * @param {Service} service
 * @param {string} name
 * @param {() => Promise<boolean>} answers
 */
async function started(service, name, answers) {
	const ready = async () => {
		if (!service.running()) throw new Problem(`${name} ${await service.ended}.`, service.logs());
		return await answers();
	};
	await until(ready, { what: `${name} was ready` });
}

/**
 * Starts Redis, PostgreSQL, one main and the workers, with the package installed in each of them.
 * @param {object} options
 * @param {import('./install').N8n} options.n8n
 * @param {string} options.tarball
 * @param {number} [options.workers]
 * @param {(line: string) => void} [options.log]
 * @returns {Promise<Queue>}
 */
async function startQueue({ n8n, tarball, workers = 2, log = () => {} }) {
	const folder = await mkdtemp(join(tmpdir(), 'ippanel-queue-'));
	// PostgreSQL's user has to get through to its data.
	await chmod(folder, 0o711);
	/** @type {{ stop(): Promise<void> }[]} what was started, to be stopped in the opposite order */
	const running = [];
	const stop = async () => {
		for (const service of running.splice(0).reverse()) await service.stop();
		await rm(folder, { recursive: true, force: true });
	};
	try {
		log('Starting Redis and PostgreSQL');
		const redis = await startRedis(folder);
		running.push(redis.service);
		const postgres = await startPostgres(folder);
		running.push(postgres.service);
		const shared = {
			...QUICK_STALL,
			...redis.env,
			...postgres.env,
			EXECUTIONS_MODE: 'queue',
			N8N_ENCRYPTION_KEY: randomBytes(24).toString('hex'),
		};
		let names = 0;
		const newFolder = async () => {
			const userFolder = join(folder, `n8n-${++names}`);
			await installPackage(userFolder, tarball);
			return userFolder;
		};
		/** @param {'main' | 'worker'} mode @param {string} userFolder @param {number} [port] */
		const start = async (mode, userFolder, port) => {
			const instance = await startN8n({ n8n, userFolder, mode, port, env: shared });
			running.push(instance);
			return instance;
		};
		log('Starting the main');
		const mainFolder = await newFolder();
		/** @type {Queue} */
		const queue = {
			url: '',
			main: await start('main', mainFolder),
			workers: [],
			async addWorkers(count) {
				const add = async () => void queue.workers.push(await start('worker', await newFolder()));
				await Promise.all(Array.from({ length: count }, add));
			},
			activeJobs: redis.activeJobs,
			async restartMain() {
				queue.main.kill('SIGKILL');
				await queue.main.stop();
				queue.main = await start('main', mainFolder, Number(new URL(queue.url).port));
				return queue.main;
			},
			stop,
		};
		queue.url = queue.main.url;
		log(`Starting ${workers} workers`);
		await queue.addWorkers(workers);
		return queue;
	} catch (error) {
		await stop();
		throw error;
	}
}

module.exports = { startQueue };
