const { Problem } = require('./problem');
const { cleanEnv, run } = require('./processes');

/**
 * Sees to it that a program of Debian's is there.
 * @param {string} name the Debian package
 * @param {() => boolean} isThere whether what is needed of it is there
 */
async function debianPackage(name, isThere) {
	if (isThere()) return;
	const wayOut = `Install it:  sudo apt-get update && sudo apt-get install --no-install-recommends ${name}`;
	if (process.getuid?.() !== 0) throw new Problem(`${name} is missing.`, wayOut);
	console.log(`Installing ${name} …`);
	const env = cleanEnv({ DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' });
	const install = ['install', '-y', '-qq', '--no-install-recommends', name];
	for (const args of [['update', '-qq'], install]) {
		const { code, stderr } = await run('apt-get', args, { env });
		if (code !== 0) throw new Problem(`apt-get ${args.join(' ')} failed.\n${stderr}`, wayOut);
	}
	if (!isThere())
		throw new Problem(`${name} was installed, but is not where it should be.`, wayOut);
}

module.exports = { debianPackage };
