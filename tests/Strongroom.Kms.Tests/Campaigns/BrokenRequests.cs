using System.Text;
using System.Text.Json.Nodes;
using Strongroom.Aws;
using Strongroom.Testing;

namespace Strongroom.Kms.Tests.Campaigns;

/// <summary>An endless source of requests that are wrong in one of many ways, most of them behind a good signature.</summary>
internal sealed class BrokenRequests(int seed, IReadOnlyList<string> keys, LocalServer server)
{
    private readonly Random random = new(seed);
    private readonly PlainSigner signer = new();
    private readonly string host = new Uri(server.Endpoint).Authority;
    private readonly List<OperationEntry> operations = [.. server.Running.Table.Find("kms")!.Operations.OrderBy(static entry => entry.Name, StringComparer.Ordinal)];

    /// <summary>The bytes of one request, and whether it is a whole HTTP request behind which another may follow.</summary>
    public (byte[] Bytes, bool Sound) Next()
    {
        var operation = operations[random.Next(operations.Count)];
        var body = Encoding.UTF8.GetBytes(Body(operation).ToJsonString());
        switch (random.Next(20))
        {
            case < 13:
                return (Sign(operation.WireName, body), true);
            case < 17:
                Scramble(ref body);
                return (Sign(operation.WireName, body), true);
            case 17:
                return (Sign(Text(), body), true);
            case 18:
                var whole = Sign(operation.WireName, body);
                Scramble(ref whole);
                return (whole, false);
            default:
                var noise = new byte[random.Next(1, 400)];
                random.NextBytes(noise);
                return (noise, false);
        }
    }

    private byte[] Sign(string target, byte[] body)
    {
        // The name of an operation goes into a header: keep what a header may hold.
        var name = new string([.. target.Where(static c => c is > ' ' and < (char)127)]);
        return signer.Request(host, name.Length == 0 ? "x" : name, body, server.Clock.GetUtcNow());
    }

    // Members with names that the operation has, and values of every type, right and wrong.
    private JsonObject Body(OperationEntry operation)
    {
        var body = new JsonObject();
        foreach (var member in operation.RequestMembers)
            if (random.Next(4) > 0) body[member.Name] = random.Next(5) == 0 ? Value(3) : Likely(member.Name);
        if (random.Next(10) == 0) body[Text()] = Value(3);
        return body;
    }

    private JsonNode? Likely(string member) => member switch
    {
        "KeyId" or "TargetKeyId" or "DestinationKeyId" or "SourceKeyId" => random.Next(6) switch
        {
            0 => $"arn:aws:kms:us-east-1:000000000000:key/{keys[0]}",
            1 => "alias/" + Text(),
            2 => "arn:aws:kms:" + Text(),
            _ => keys[random.Next(keys.Count)],
        },
        "Plaintext" or "CiphertextBlob" or "Message" or "Signature" or "Mac" => Convert.ToBase64String(Bytes()),
        "EncryptionContext" or "SourceEncryptionContext" or "DestinationEncryptionContext" => new JsonObject { [Text()] = Text() },
        "Limit" or "NumberOfBytes" or "PendingWindowInDays" or "RotationPeriodInDays" => random.Next(-5, 3000),
        "KeySpec" => random.Next(2) == 0 ? "AES_256" : "SYMMETRIC_DEFAULT",
        "AliasName" => "alias/" + random.Next(100),
        "Policy" => "{\"Statement\":[" + Text() + "]}",
        "Tags" => new JsonArray(new JsonObject { ["TagKey"] = Text(), ["TagValue"] = Text() }),
        _ => Value(2),
    };

    private JsonNode? Value(int depth) => random.Next(depth > 0 ? 9 : 7) switch
    {
        0 => null,
        1 => random.Next(),
        2 => random.NextDouble() * 1e300,
        3 => random.Next(2) == 0,
        4 => -1,
        5 => "",
        6 => Text(),
        7 => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Value(depth - 1))]),
        _ => new JsonObject { [Text()] = Value(depth - 1) },
    };

    private string Text()
    {
        string[] parts = ["a", "ü", "\u0000", "\u2028", "'\"", "../..", "${x}", "\ud83d\ude00", "*", " ", "\r\n", "%s", "alias/", new('x', 300)];
        return string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => parts[random.Next(parts.Length)]));
    }

    private byte[] Bytes()
    {
        var bytes = new byte[random.Next(8) == 0 ? random.Next(7000) : random.Next(200)];
        random.NextBytes(bytes);
        if (bytes.Length > 0) bytes[0] = (byte)random.Next(3);
        return bytes;
    }

    private void Scramble(ref byte[] bytes)
    {
        for (var times = random.Next(1, 4); times > 0 && bytes.Length > 0; times--)
        {
            var at = random.Next(bytes.Length);
            switch (random.Next(4))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes = [.. bytes[..at], .. bytes[(at + 1)..]]; break;
                case 2: bytes = [.. bytes[..at], (byte)"{}[]\",:\\0eE.-"[random.Next(12)], .. bytes[at..]]; break;
                default: bytes = bytes[..at]; break;
            }
        }
    }
}
