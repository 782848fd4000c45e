using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Strongroom.Aws.Tests.Authentication;

/// <summary>Frames bodies in aws-chunked, following AWS's published recipe and sharing no code with what it tests.</summary>
internal static class PlainChunks
{
    /// <summary>Signs a PUT of a chunked body and frames the body.</summary>
    /// <param name="signer">The caller.</param>
    /// <param name="payload">What the body means.</param>
    /// <param name="chunk">Bytes a chunk.</param>
    /// <param name="signed">Chunks, and the trailer, have signatures.</param>
    /// <param name="trailers">What comes behind; null if nothing does.</param>
    public static (RawRequest Request, byte[] Wire) Put(
        PlainSigner signer, byte[] payload, int chunk, bool signed, (string Name, string Value)[]? trailers)
    {
        var kind = $"STREAMING-{(signed ? "AWS4-HMAC-SHA256" : "UNSIGNED")}-PAYLOAD{(trailers is null ? "" : "-TRAILER")}";
        var request = new RawRequest("PUT", "/b/k", [("Host", "h"), ("Content-Encoding", "aws-chunked")], [])
            .With("X-Amz-Decoded-Content-Length", payload.Length.ToString(CultureInfo.InvariantCulture));
        if (trailers is not null) request = request.With("X-Amz-Trailer", string.Join(',', trailers.Select(trailer => trailer.Name)));
        request = signer.SignHeader(request, kind);
        var previous = request.Headers.Single(header => header.Name == "Authorization").Value[^64..];

        var wire = new MemoryStream();
        foreach (var piece in payload.Chunk(chunk).Append([]))
        {
            var hashes = $"{PlainSigner.HashOf([])}\n{PlainSigner.HashOf(piece)}";
            if (signed) previous = signer.Sign($"AWS4-HMAC-SHA256-PAYLOAD\n{{0}}\n{previous}\n{hashes}");
            Write(wire, $"{piece.Length:x}{(signed ? ";chunk-signature=" + previous : "")}\r\n");
            wire.Write(piece);
            if (piece.Length > 0) Write(wire, "\r\n");
        }

        foreach (var (name, value) in trailers ?? []) Write(wire, $"{name}:{value}\r\n");
        if (signed && trailers is not null)
        {
            var canonical = string.Concat(trailers.Select(trailer => $"{trailer.Name}:{trailer.Value}\n"));
            var hash = PlainSigner.HashOf(Encoding.ASCII.GetBytes(canonical));
            Write(wire, $"x-amz-trailer-signature:{signer.Sign($"AWS4-HMAC-SHA256-TRAILER\n{{0}}\n{previous}\n{hash}")}\r\n");
        }

        Write(wire, "\r\n");
        return (request, wire.ToArray());
    }

    private static void Write(MemoryStream wire, string text) => wire.Write(Encoding.ASCII.GetBytes(text));
}
