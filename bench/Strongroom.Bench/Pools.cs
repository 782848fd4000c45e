using System.Net;
using System.Text.Json;
using Strongroom.Bench.Load;

namespace Strongroom.Bench;

/// <summary>Ready-made, signed requests, all distinct.</summary>
internal sealed class Pools
{
    private readonly int requests;
    private readonly Dictionary<Operation, byte[][]> pools = [];

    private Pools(int requests) => this.requests = requests;

    public IReadOnlyList<byte[]> this[Operation operation] => pools[operation];

    /// <summary>Bytes of the answer to each operation.</summary>
    public Dictionary<Operation, int> AnswerSizes { get; } = [];

    /// <summary>Makes a key on the server, the requests for it, and by Encrypt the ciphertexts to decrypt.</summary>
    public static Pools Make(IPEndPoint server, Signer signer, int requests = 10_000)
    {
        var pools = new Pools(requests);
        string key;
        using (var one = new LoadGenerator(server, 1))
            key = Text(one, signer.Request("TrentService.CreateKey", "{}"), answer => answer.GetProperty("KeyMetadata").GetProperty("KeyId").GetString()!);

        pools.Add(Operations.Encrypt, i => signer.Request(Operations.Encrypt.Target,
            $$$"""{"KeyId":"{{{key}}}","Plaintext":"{{{Plaintext(i)}}}","EncryptionContext":{"purpose":"bench","number":"{{{i}}}"}}"""));
        pools.Add(Operations.GenerateDataKey, i => signer.Request(Operations.GenerateDataKey.Target,
            $$$"""{"KeyId":"{{{key}}}","KeySpec":"AES_256","EncryptionContext":{"purpose":"bench","number":"{{{i}}}"}}"""));

        var blobs = new string[requests];
        using (var many = new LoadGenerator(server, 64))
        {
            many.RunClosed(pools[Operations.Encrypt], TimeSpan.FromMinutes(5), (i, body) =>
            {
                pools.AnswerSizes[Operations.Encrypt] = body.Length;
                blobs[i] = Member(body, "CiphertextBlob");
            });
        }

        pools.Add(Operations.Decrypt, i => signer.Request(Operations.Decrypt.Target,
            $$$"""{"CiphertextBlob":"{{{blobs[i]}}}","EncryptionContext":{"purpose":"bench","number":"{{{i}}}"}}"""));
        using (var one = new LoadGenerator(server, 1))
        {
            foreach (var operation in new[] { Operations.Decrypt, Operations.GenerateDataKey })
                one.RunClosed([pools[operation][0]], TimeSpan.FromMinutes(1), (_, body) => pools.AnswerSizes[operation] = body.Length);
        }

        return pools;
    }

    private void Add(Operation operation, Func<int, byte[]> request) => pools[operation] = [.. Enumerable.Range(0, requests).Select(request)];

    /// <summary>64 bytes, other ones each time.</summary>
    private static string Plaintext(int number)
    {
        var bytes = new byte[64];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)(number * 31 + i * 7 + (number >> 8));
        return Convert.ToBase64String(bytes);
    }

    private static string Text(LoadGenerator generator, byte[] request, Func<JsonElement, string> select)
    {
        var text = "";
        generator.RunClosed([request], TimeSpan.FromMinutes(1), (_, body) =>
        {
            using var json = JsonDocument.Parse(body);
            text = select(json.RootElement);
        });
        return text;
    }

    private static string Member(ReadOnlyMemory<byte> body, string name)
    {
        using var json = JsonDocument.Parse(body);
        return json.RootElement.GetProperty(name).GetString()!;
    }
}
