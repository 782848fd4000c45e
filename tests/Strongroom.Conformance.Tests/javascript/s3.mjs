// Walks through S3 with the AWS SDK for JavaScript: a bucket, an object, an upload in parts, a range, conditions, a list.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import {
  S3Client, CreateBucketCommand, PutObjectCommand, GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, CreateMultipartUploadCommand,
  UploadPartCommand, CompleteMultipartUploadCommand, DeleteObjectsCommand, DeleteBucketCommand,
} from "@aws-sdk/client-s3";

const s3 = new S3Client({
  endpoint: process.env.STRONGROOM_ENDPOINT, region: "us-east-1", forcePathStyle: true, maxAttempts: 1,
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
});
const Bucket = "javascript-bucket";
await s3.send(new CreateBucketCommand({ Bucket }));

await s3.send(new PutObjectCommand({ Bucket, Key: "a b/ü", Body: "hello", Metadata: { colour: "blue" } }));
const read = await s3.send(new GetObjectCommand({ Bucket, Key: "a b/ü", ChecksumMode: "ENABLED" }));
assert.equal(await read.Body.transformToString(), "hello");
assert.equal(read.Metadata.colour, "blue");

const part = 5 * 1024 * 1024;
const content = randomBytes(part + 1000);
const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: "large", ChecksumAlgorithm: "CRC64NVME" }));
const Parts = [];
for (const [index, Body] of [content.subarray(0, part), content.subarray(part)].entries()) {
  const { ETag, ChecksumCRC64NVME } = await s3.send(
    new UploadPartCommand({ Bucket, Key: "large", UploadId, PartNumber: index + 1, Body, ChecksumAlgorithm: "CRC64NVME" }));
  Parts.push({ PartNumber: index + 1, ETag, ChecksumCRC64NVME });
}
await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key: "large", UploadId, MultipartUpload: { Parts } }));
const head = await s3.send(new HeadObjectCommand({ Bucket, Key: "large", ChecksumMode: "ENABLED" }));
assert.equal(head.ContentLength, content.length);
assert.equal(head.ChecksumType, "FULL_OBJECT");
const range = await s3.send(new GetObjectCommand({ Bucket, Key: "large", Range: `bytes=${part - 10}-${part + 9}` }));
assert.deepEqual(Buffer.from(await range.Body.transformToByteArray()), content.subarray(part - 10, part + 10));

await assert.rejects(s3.send(new PutObjectCommand({ Bucket, Key: "large", Body: "x", IfNoneMatch: "*" })), { name: "PreconditionFailed" });
await assert.rejects(s3.send(new GetObjectCommand({ Bucket, Key: "none" })), { name: "NoSuchKey" });
const list = await s3.send(new ListObjectsV2Command({ Bucket, Delimiter: "/" }));
assert.deepEqual([list.Contents.map((item) => item.Key), list.CommonPrefixes.map((item) => item.Prefix)], [["large"], ["a b/"]]);
await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: "large" }, { Key: "a b/ü" }] } }));
await s3.send(new DeleteBucketCommand({ Bucket }));
console.log("ok");
