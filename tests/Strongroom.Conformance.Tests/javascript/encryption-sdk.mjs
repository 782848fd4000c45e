// Encrypts and decrypts with the AWS Encryption SDK, which finds Strongroom by AWS_ENDPOINT_URL alone.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import * as kms from '@aws-sdk/client-kms';
import { buildClient, AlgorithmSuiteIdentifier, CommitmentPolicy, KmsKeyringNode } from '@aws-crypto/client-node';

const admin = new kms.KMSClient({ maxAttempts: 1 });
const newKey = async () => (await admin.send(new kms.CreateKeyCommand({}))).KeyMetadata.Arn;
const [generator, second, third, stranger] = [await newKey(), await newKey(), await newKey(), await newKey()];
const context = { purpose: 'post', 'ключ': 'значение ✓', empty: '' };
const plaintext = randomBytes(100_000);

const suites = [
  [CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT, AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA512_COMMIT_KEY_ECDSA_P384],
  [CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT, AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA512_COMMIT_KEY],
  [CommitmentPolicy.FORBID_ENCRYPT_ALLOW_DECRYPT, AlgorithmSuiteIdentifier.ALG_AES128_GCM_IV12_TAG16_HKDF_SHA256_ECDSA_P256],
  [CommitmentPolicy.FORBID_ENCRYPT_ALLOW_DECRYPT, AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA384_ECDSA_P384],
];
for (const [policy, suiteId] of suites) {
  const { encrypt, decrypt } = buildClient(policy);
  const keyring = new KmsKeyringNode({ generatorKeyId: generator, keyIds: [second, third] });
  const { result, messageHeader } = await encrypt(keyring, plaintext, { suiteId, encryptionContext: context, frameLength: 4096 });
  assert.equal(messageHeader.encryptedDataKeys.length, 3);

  // Each key opens it by itself, and the context comes back with it; with a signature also the public key that the SDK put there.
  for (const key of [generator, second, third]) {
    const opened = await decrypt(new KmsKeyringNode({ keyIds: [key] }), result);
    assert.deepEqual(opened.plaintext, plaintext);
    for (const [name, value] of Object.entries(context)) assert.equal(opened.messageHeader.encryptionContext[name], value);
    const signed = AlgorithmSuiteIdentifier[suiteId].includes('ECDSA');
    assert.equal('aws-crypto-public-key' in opened.messageHeader.encryptionContext, signed);
  }
  await assert.rejects(decrypt(new KmsKeyringNode({ keyIds: [stranger] }), result));
  await assert.rejects(decrypt(new KmsKeyringNode({ discovery: true }), Buffer.from(result).fill(0, result.length - 300, result.length - 200)));
}

// A discovery keyring asks for whatever key the message names; once that is disabled, another one must open it.
const { encrypt, decrypt } = buildClient();
const { result } = await encrypt(new KmsKeyringNode({ generatorKeyId: generator, keyIds: [second] }), plaintext, { encryptionContext: context });
await admin.send(new kms.DisableKeyCommand({ KeyId: generator }));
assert.deepEqual((await decrypt(new KmsKeyringNode({ discovery: true }), result)).plaintext, plaintext);
await admin.send(new kms.DisableKeyCommand({ KeyId: second }));
await assert.rejects(decrypt(new KmsKeyringNode({ discovery: true }), result));
console.log('ok');
