using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Strongroom.Cryptography;

namespace Strongroom.Aws;

/// <summary>Writes the text that a signature is the HMAC of.</summary>
internal static class StringToSign
{
    /// <summary>Writes it, and says what it states about the body; or why it cannot be right.</summary>
    public static Refusal? Write(
        ref Utf8Builder builder, SignatureClaim claim, SignatureRules rules, ReadOnlySequence<byte> body, out Payload payload)
    {
        Span<byte> hash = stackalloc byte[Hash.Sha256Length];
        Span<byte> hex = stackalloc byte[2 * Hash.Sha256Length];
        if (ReadPayload(claim, rules, out payload) is { } refusal) return refusal;
        if (payload.Text is null)
        {
            HashOf(body, hash);
            Convert.TryToHexStringLower(hash, hex, out _);
            if (Claimed(claim) is { } claimed && !FixedTime.Equals(hex, Encoding.ASCII.GetBytes(claimed))) return Refusals.NoMatchAtAll;
            if (!CanonicalRequest.TryWrite(ref builder, claim, rules, hex)) return Refusals.NoMatchAtAll;
        }
        else if (!CanonicalRequest.TryWrite(ref builder, claim, rules, Encoding.ASCII.GetBytes(payload.Text)))
        {
            return Refusals.NoMatchAtAll;
        }

        Hash.Sha256(builder.Written, hash);
        builder.Truncate(0);
        Write(ref builder, claim, hash);
        return null;
    }

    /// <summary>Writes it around the hash of a canonical request.</summary>
    public static void Write(ref Utf8Builder builder, SignatureClaim claim, scoped ReadOnlySpan<byte> canonicalHash)
    {
        builder.Append("AWS4-HMAC-SHA256\n"u8);
        builder.Append(claim.TimeText);
        builder.Append((byte)'\n');
        builder.Append(claim.Scope.Utf8);
        builder.Append((byte)'\n');
        builder.AppendHex(canonicalHash);
    }

    /// <summary>Decides what the canonical request ends in. A null text stands for the body's own hash.</summary>
    private static Refusal? ReadPayload(SignatureClaim claim, SignatureRules rules, out Payload payload)
    {
        payload = default;
        var claimed = Claimed(claim);
        if (rules.HashesBody && !(rules.AllowsUnsignedPayload && claimed == Payload.UnsignedText)) return null;
        if (claimed is null && !claim.Presigned) return Refusals.ContentHashMissing;
        if (!Payload.TryParse(claimed ?? Payload.UnsignedText, out var parsed)) return Refusals.ContentHashMalformed;
        if (parsed.Value.Kind is PayloadKind.Unsigned && !rules.AllowsUnsignedPayload) return Refusals.NoMatchAtAll;
        payload = parsed.Value;
        return null;
    }

    private static string? Claimed(SignatureClaim claim)
    {
        var header = claim.Request.Headers[PresignedQuery.ContentSha256];
        return header.Count > 0 ? header.ToString() : claim.Presigned ? claim.Request.Target.Find(PresignedQuery.ContentSha256) : null;
    }

    private static void HashOf(ReadOnlySequence<byte> body, Span<byte> hash)
    {
        if (body.IsSingleSegment)
        {
            Hash.Sha256(body.FirstSpan, hash);
            return;
        }

        using var stream = HashStream.Sha256();
        foreach (var segment in body) stream.Append(segment.Span);
        stream.Finish(hash);
    }
}
