using System.Text;
using Strongroom.Cryptography;

namespace Strongroom.Aws;

/// <summary>The trailer behind a chunked body: exactly what X-Amz-Trailer announced, with a signature where chunks are signed.</summary>
internal sealed class ChunkTrailer
{
    private const string SignatureName = "x-amz-trailer-signature";
    private const int MaxTrailers = 16;

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _announced;
    private readonly StringBuilder _signed = new();
    private string? _signature;

    /// <param name="announced">X-Amz-Trailer: names, with commas between.</param>
    public ChunkTrailer(string announced)
    {
        _announced = [.. announced.ToLowerInvariant().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        if (_announced.Count is 0 or > MaxTrailers) throw BodyFaults.MalformedTrailer();
    }

    /// <summary>The trailers that have come so far.</summary>
    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>Takes a line in.</summary>
    public void Add(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon < 1 || _signature is not null) throw BodyFaults.MalformedTrailer();
        var (name, value) = (line[..colon].ToLowerInvariant(), line[(colon + 1)..].Trim());
        if (name == SignatureName)
        {
            _signature = value;
            return;
        }

        if (!_announced.Contains(name) || !_values.TryAdd(name, value)) throw BodyFaults.MalformedTrailer();
        _signed.Append(name).Append(':').Append(value).Append('\n');
    }

    /// <summary>Checks that all came, and are signed if the chunks are.</summary>
    public void Check(ChunkChain? chain)
    {
        if (_values.Count != _announced.Count || (chain is null) != (_signature is null)) throw BodyFaults.MalformedTrailer();
        if (chain is null) return;
        Span<byte> sha256 = stackalloc byte[Hash.Sha256Length];
        Span<byte> signature = stackalloc byte[Hash.Sha256Length];
        Hash.Sha256(Encoding.Latin1.GetBytes(_signed.ToString()), sha256);
        if (!LowerHex.TryRead(_signature, signature) || !chain.IsTrailer(sha256, signature)) throw BodyFaults.WrongSignature();
    }
}
