// Walks through KMS with the AWS SDK for JavaScript; ends with 0 only if every answer is as AWS's would be.
import assert from 'node:assert/strict';
import * as kms from '@aws-sdk/client-kms';

const client = new kms.KMSClient({
  endpoint: process.env.STRONGROOM_ENDPOINT,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  maxAttempts: 1,
});
const send = (name, input) => client.send(new kms[`${name}Command`](input));
const refused = async (name, input, error) => {
  await assert.rejects(send(name, input), e => { assert.equal(e.name, error); return true; });
};

const { KeyMetadata: key } = await send('CreateKey', { Description: 'from JavaScript', Tags: [{ TagKey: 'a', TagValue: 'b' }] });
assert.equal(key.KeyState, 'Enabled');
assert.ok(key.CreationDate instanceof Date);

const context = { purpose: 'post', 'ключ': 'значение ✓' };
const plaintext = Buffer.from('attack at dawn');
const { CiphertextBlob } = await send('Encrypt', { KeyId: key.Arn, Plaintext: plaintext, EncryptionContext: context });
const opened = await send('Decrypt', { CiphertextBlob, EncryptionContext: context });
assert.deepEqual(Buffer.from(opened.Plaintext), plaintext);
assert.equal(opened.KeyId, key.Arn);
await refused('Decrypt', { CiphertextBlob }, 'InvalidCiphertextException');

const dataKey = await send('GenerateDataKey', { KeyId: key.KeyId, KeySpec: 'AES_256' });
assert.equal(dataKey.Plaintext.length, 32);
const moved = await send('ReEncrypt', { CiphertextBlob: dataKey.CiphertextBlob, DestinationKeyId: key.KeyId, DestinationEncryptionContext: context });
assert.deepEqual((await send('Decrypt', { CiphertextBlob: moved.CiphertextBlob, EncryptionContext: context })).Plaintext, dataKey.Plaintext);

await send('CreateAlias', { AliasName: 'alias/js', TargetKeyId: key.KeyId });
await refused('CreateAlias', { AliasName: 'alias/js', TargetKeyId: key.KeyId }, 'AlreadyExistsException');
assert.equal((await send('DescribeKey', { KeyId: 'alias/js' })).KeyMetadata.KeyId, key.KeyId);
await send('RotateKeyOnDemand', { KeyId: key.KeyId });
const { Rotations } = await send('ListKeyRotations', { KeyId: key.KeyId });
assert.equal(Rotations.length, 1);
assert.ok(Rotations[0].RotationDate instanceof Date);
assert.deepEqual(Buffer.from((await send('Decrypt', { CiphertextBlob, EncryptionContext: context })).Plaintext), plaintext);

await send('DisableKey', { KeyId: key.KeyId });
await refused('Encrypt', { KeyId: key.KeyId, Plaintext: plaintext }, 'DisabledException');
await refused('DescribeKey', { KeyId: 'alias/none' }, 'NotFoundException');
await refused('GenerateDataKey', { KeyId: key.KeyId, NumberOfBytes: 1025 }, 'ValidationException');

let listed = 0;
for await (const page of kms.paginateListKeys({ client, pageSize: 1 }, {})) listed += page.Keys.length;
assert.ok(listed >= 1);
console.log('ok');
