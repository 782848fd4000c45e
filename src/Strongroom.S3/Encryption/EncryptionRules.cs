using System.Text;
using System.Text.Json;
using Strongroom.Aws;
using Strongroom.Cryptography;
using Strongroom.S3.Headers;
using Strongroom.Seams;

namespace Strongroom.S3;

/// <summary>What S3 is set to, in this installation.</summary>
public sealed record S3Options
{
    /// <summary>Keys of customers may come over TLS only, but from this machine itself.</summary>
    public bool RequireTlsForSseC { get; init; } = true;
}

/// <summary>Decides from a request's headers and the bucket's default how an object is encrypted.</summary>
public sealed class EncryptionRules(S3Options options)
{
    private const string Header = "x-amz-server-side-encryption";
    private const string SseC = "Requests specifying Server Side Encryption with Customer provided keys must ";

    /// <summary>The encryption asked for; the bucket's default where nothing is.</summary>
    /// <exception cref="FaultException">InvalidArgument and others, in S3's words.</exception>
    public RequestedEncryption Of(Call call, Bucket bucket, SseHeaders headers)
    {
        if (CustomerKey(call, headers.Customer) is { } key)
        {
            if (headers.ServerSideEncryption is not null || headers.SSEKMSKeyId is not null)
            {
                key.Dispose();
                throw S3Faults.InvalidArgument(
                    "Server Side Encryption with Customer provided key is incompatible with the encryption method specified", Header, headers.ServerSideEncryption);
            }

            if (bucket.Encryption?.Blocked?.Contains("SSE-C") != true) return new(new ObjectEncryption.Customer(key), key);
            key.Dispose();
            throw S3Faults.AccessDenied("The bucket does not permit Server Side Encryption with Customer provided keys (SSE-C).");
        }

        return new(headers.ServerSideEncryption switch
        {
            null => DefaultOf(bucket, headers),
            "AES256" => SseS3(headers),
            "aws:kms" => new ObjectEncryption.Kms(headers.SSEKMSKeyId, ContextOf(headers), headers.BucketKeyEnabled ?? bucket.Encryption?.BucketKeyEnabled ?? false),
            "aws:kms:dsse" => throw new FaultException("NotImplemented", "Dual-layer server-side encryption is not served.") { Status = 501 },
            _ => throw S3Faults.InvalidArgument("The encryption method specified is not supported", Header, headers.ServerSideEncryption),
        }, null);
    }

    /// <summary>The key that came with a request; null where none did.</summary>
    /// <exception cref="FaultException">It is incomplete, or not well-formed.</exception>
    public KeyMaterial? CustomerKey(Call call, CustomerKeyHeaders headers)
    {
        if (headers is { Algorithm: null, Key: null, KeyMd5: null }) return null;
        if (options.RequireTlsForSseC && !call.Tls && !IsLocal(call.SourceAddress))
            throw S3Faults.InvalidRequest(SseC + "be made over a secure connection.");
        if (headers.Algorithm is null) throw Refused(SseC + "provide a valid encryption algorithm.", "customer-algorithm", null);
        if (headers.Key is null) throw Refused(SseC + "provide an appropriate secret key.", "customer-key", null);
        if (headers.KeyMd5 is null) throw Refused(SseC + "provide the client calculated MD5 of the secret key.", "customer-key-MD5", null);
        if (headers.Algorithm != "AES256")
        {
            throw new FaultException("InvalidEncryptionAlgorithmError", "The Encryption request you specified is not valid. Supported value: AES256.")
            {
                Details = new Dictionary<string, object?> { ["ArgumentName"] = Header, ["ArgumentValue"] = headers.Algorithm },
            };
        }

        if (!Checksum.IsBase64(headers.Key, 32)) throw Refused("The secret key was invalid for the specified algorithm.", "customer-key", null);
        Span<byte> bytes = stackalloc byte[32];
        Convert.TryFromBase64String(headers.Key, bytes, out _);
        Span<byte> md5 = stackalloc byte[Hash.Md5Length];
        Hash.Md5(bytes, md5);
        var key = KeyMaterial.TakeFrom(bytes);
        if (Convert.ToBase64String(md5) == headers.KeyMd5) return key;
        key.Dispose();
        throw Refused("The calculated MD5 hash of the key did not match the hash that was provided.", "customer-key-MD5", null);
    }

    /// <summary>The key that opens an object.</summary>
    /// <exception cref="FaultException">The object needs a key and none came, or the other way round.</exception>
    public KeyMaterial? CustomerKeyFor(Call call, CustomerKeyHeaders headers, ObjectSeal seal)
    {
        var key = CustomerKey(call, headers);
        if (seal.Algorithm == ServerSideEncryption.Customer == key is not null) return key;
        key?.Dispose();
        throw S3Faults.InvalidRequest(key is null
            ? "The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object."
            : "The encryption parameters are not applicable to this object.");
    }

    private static ObjectEncryption DefaultOf(Bucket bucket, SseHeaders headers)
    {
        if (headers.SSEKMSKeyId is not null || headers.SSEKMSEncryptionContext is not null) throw NeedsKms(headers);
        return bucket.Encryption is { Algorithm: "aws:kms" } kms
            ? new ObjectEncryption.Kms(kms.KmsKeyId, EncryptionContext.Empty, headers.BucketKeyEnabled ?? kms.BucketKeyEnabled ?? false)
            : new ObjectEncryption.S3();
    }

    private static ObjectEncryption.S3 SseS3(SseHeaders headers)
        => headers.SSEKMSKeyId is null && headers.SSEKMSEncryptionContext is null ? new() : throw NeedsKms(headers);

    private static FaultException NeedsKms(SseHeaders headers) => S3Faults.InvalidArgument(
        "Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms", Header, headers.ServerSideEncryption);

    private static EncryptionContext ContextOf(SseHeaders headers)
    {
        if (headers.SSEKMSEncryptionContext is not { } text) return EncryptionContext.Empty;
        try
        {
            return JsonSerializer.Deserialize<EncryptionContext>(Encoding.UTF8.GetString(Convert.FromBase64String(text))) ?? EncryptionContext.Empty;
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            throw S3Faults.InvalidArgument(
                "The header 'x-amz-server-side-encryption-context' shall be Base64-encoded UTF-8 string holding JSON which represents a string-string map",
                "x-amz-server-side-encryption-context", text);
        }
    }

    private static FaultException Refused(string text, string header, string? value) => S3Faults.InvalidArgument(text, $"{Header}-{header}", value);

    private static bool IsLocal(string address)
        => address == "unix-socket" || (System.Net.IPAddress.TryParse(address, out var parsed) && System.Net.IPAddress.IsLoopback(parsed));
}

/// <summary>An encryption asked for, with the key that came for it; dispose it.</summary>
public readonly record struct RequestedEncryption(ObjectEncryption Encryption, KeyMaterial? CustomerKey) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => CustomerKey?.Dispose();
}
