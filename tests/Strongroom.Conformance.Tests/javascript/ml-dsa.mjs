// Signs with ML-DSA keys of Strongroom and verifies with an implementation of FIPS 204 that it shares nothing with.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import * as kms from '@aws-sdk/client-kms';
import { ml_dsa44, ml_dsa65, ml_dsa87 } from '@noble/post-quantum/ml-dsa.js';

const client = new kms.KMSClient({ maxAttempts: 1 });
const send = (name, input) => client.send(new kms[`${name}Command`](input));
const SigningAlgorithm = 'ML_DSA_SHAKE_256';

for (const [KeySpec, verifier, arc, length] of [['ML_DSA_44', ml_dsa44, 17, 1312], ['ML_DSA_65', ml_dsa65, 18, 1952], ['ML_DSA_87', ml_dsa87, 19, 2592]]) {
  const { KeyMetadata: { KeyId } } = await send('CreateKey', { KeySpec, KeyUsage: 'SIGN_VERIFY' });
  const { PublicKey, SigningAlgorithms } = await send('GetPublicKey', { KeyId });
  assert.deepEqual(SigningAlgorithms, [SigningAlgorithm]);

  // SubjectPublicKeyInfo (RFC 9881): the OID 2.16.840.1.101.3.4.3.17 to 19 without parameters, then the key as it is.
  const der = Buffer.from(PublicKey);
  assert.ok(der.includes(Buffer.from([0x30, 0x0b, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, arc])));
  const raw = new Uint8Array(der.subarray(der.length - length));
  assert.equal(raw.length, verifier.lengths.publicKey);

  for (const size of [1, 32, 4096]) {
    const Message = new Uint8Array(randomBytes(size));
    const { Signature } = await send('Sign', { KeyId, Message, MessageType: 'RAW', SigningAlgorithm });
    assert.equal(Signature.length, verifier.lengths.signature);
    assert.ok(verifier.verify(new Uint8Array(Signature), Message, raw), `${KeySpec}, ${size} bytes`);
    assert.ok((await send('Verify', { KeyId, Message, Signature, SigningAlgorithm })).SignatureValid);

    const other = Uint8Array.from(Message, (byte, i) => i === 0 ? byte ^ 1 : byte);
    assert.ok(!verifier.verify(new Uint8Array(Signature), other, raw));
    await assert.rejects(send('Verify', { KeyId, Message: other, Signature, SigningAlgorithm }), { name: 'KMSInvalidSignatureException' });
  }
  await assert.rejects(send('Sign', { KeyId, Message: new Uint8Array(64), MessageType: 'DIGEST', SigningAlgorithm }), { name: 'ValidationException' });
}
console.log('ok');
