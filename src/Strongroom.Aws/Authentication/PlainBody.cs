using System.IO.Pipelines;
using Strongroom.Cryptography;

namespace Strongroom.Aws;

/// <summary>A body that is sent as it is, with its SHA-256 signed, or nothing about it.</summary>
internal sealed class PlainBody(PipeReader wire, string? sha256) : BodyStream(wire)
{
    private readonly HashStream? _hash = sha256 is null ? null : HashStream.Sha256();

    private protected override async ValueTask<int> ReadSomeAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        var count = await TakeAsync(buffer, cancellation);
        if (count > 0) _hash?.Append(buffer.Span[..count]);
        else if (_hash is not null) Check(_hash);
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _hash?.Dispose();
        base.Dispose(disposing);
    }

    private void Check(HashStream hash)
    {
        Span<byte> claimed = stackalloc byte[Hash.Sha256Length];
        Span<byte> computed = stackalloc byte[Hash.Sha256Length];
        hash.Finish(computed);
        if (!LowerHex.TryRead(sha256, claimed) || !FixedTime.Equals(claimed, computed)) throw BodyFaults.HashMismatch(sha256!, computed);
    }
}
