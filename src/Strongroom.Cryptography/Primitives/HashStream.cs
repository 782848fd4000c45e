using System.Security.Cryptography;

namespace Strongroom.Cryptography;

/// <summary>
/// A hash of input that comes in pieces. The costly native state is borrowed from a small pool; the object itself is light.
/// </summary>
/// <remarks>For one thread at a time.</remarks>
public sealed class HashStream : IDisposable
{
    private static readonly Pool Sha256Pool = new(HashAlgorithmName.SHA256), Md5Pool = new(HashAlgorithmName.MD5),
        Sha1Pool = new(HashAlgorithmName.SHA1), Sha512Pool = new(HashAlgorithmName.SHA512);

    private readonly Pool _pool;
    private IncrementalHash? _state;

    private HashStream(Pool pool)
    {
        _pool = pool;
        _state = pool.Take();
    }

    /// <summary>Starts a SHA-256 hash.</summary>
    public static HashStream Sha256() => new(Sha256Pool);

    /// <summary>Starts an MD5 hash: for S3's ETag and Content-MD5, never for security.</summary>
    public static HashStream Md5() => new(Md5Pool);

    /// <summary>Starts a SHA-1 hash: for S3's checksums, never for security.</summary>
    public static HashStream Sha1() => new(Sha1Pool);

    /// <summary>Starts a SHA-512 hash.</summary>
    public static HashStream Sha512() => new(Sha512Pool);

    /// <summary>Takes in the next piece.</summary>
    public void Append(ReadOnlySpan<byte> data) => State.AppendData(data);

    /// <summary>Writes the hash of all pieces to the front of <paramref name="hash"/> and starts over. Returns its length.</summary>
    public int Finish(Span<byte> hash) => State.GetHashAndReset(hash);

    /// <inheritdoc/>
    public void Dispose()
    {
        var state = _state;
        _state = null;
        if (state is not null) _pool.Return(state);
    }

    private IncrementalHash State => _state ?? throw new ObjectDisposedException(nameof(HashStream));

    /// <summary>A few idle states; more than that are simply made and dropped.</summary>
    private sealed class Pool(HashAlgorithmName algorithm)
    {
        private readonly IncrementalHash?[] _idle = new IncrementalHash?[2 * Environment.ProcessorCount];

        public IncrementalHash Take()
        {
            foreach (ref var place in _idle.AsSpan())
            {
                if (Volatile.Read(ref place) is not null && Interlocked.Exchange(ref place, null) is { } state) return state;
            }

            return IncrementalHash.CreateHash(algorithm);
        }

        public void Return(IncrementalHash state)
        {
            Span<byte> unfinished = stackalloc byte[64];
            state.GetHashAndReset(unfinished);
            foreach (ref var place in _idle.AsSpan())
            {
                if (Volatile.Read(ref place) is null && Interlocked.CompareExchange(ref place, state, null) is null) return;
            }

            state.Dispose();
        }
    }
}
