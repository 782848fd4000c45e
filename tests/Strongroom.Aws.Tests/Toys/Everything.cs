using System.Collections.Concurrent;
using Strongroom.Cryptography;

namespace Strongroom.Aws.Tests.Toys;

/// <summary>An operation whose request has every type of member and every kind of limit; it answers with what it was asked.</summary>
[Operation("ToyService.Everything")]
public sealed class Everything : IOperation<Everything.Request, Everything.Response>
{
    public enum Colour
    {
        [WireName("RED_1")]
        Red,

        [WireName("BLUE-2")]
        Blue,
    }

    public sealed record Tag
    {
        [Required, Length(1, 8)]
        public string? TagKey { get; init; }

        [Required, Length(0, 4), NotAudited]
        public string? TagValue { get; init; }
    }

    public sealed record Request
    {
        [Required, Length(2, 10)]
        public string? KeyId { get; init; }

        [Length(1, 16)]
        public KeyMaterial? Plaintext { get; init; }

        [Length(1, 8)]
        public byte[]? CiphertextBlob { get; init; }

        [Range(1, 1024)]
        public int? NumberOfBytes { get; init; }

        public long? Size { get; init; }

        public bool? DryRun { get; init; }

        public DateTimeOffset? ValidTo { get; init; }

        public Wire<Colour>? Colour { get; init; }

        [Pattern("^[a-z]+$")]
        public string? Name { get; init; }

        [Length(0, 2), ElementLength(1, 3)]
        public IReadOnlyList<string>? GrantTokens { get; init; }

        public IReadOnlyList<Wire<Colour>>? Palette { get; init; }

        [Length(0, 50)]
        public IReadOnlyList<Tag>? Tags { get; init; }

        public IReadOnlyDictionary<string, string>? Context { get; init; }

        public Tag? One { get; init; }

        [NotAudited]
        public string? Password { get; init; }
    }

    public sealed record Response(
        string? KeyId,
        KeyMaterial? Plaintext,
        byte[]? CiphertextBlob,
        int? NumberOfBytes,
        long? Size,
        bool? DryRun,
        DateTimeOffset? ValidTo,
        Wire<Colour>? Colour,
        IReadOnlyList<string>? GrantTokens,
        IReadOnlyList<Tag>? Tags,
        IReadOnlyDictionary<string, string>? Context) : IDisposable
    {
        public void Dispose() => Plaintext?.Dispose();
    }

    /// <summary>The secrets that passed, to see that they are gone afterwards.</summary>
    public ConcurrentQueue<KeyMaterial> Seen { get; } = [];

    public ValueTask<Response> InvokeAsync(Request request, Call call, CancellationToken cancellation)
    {
        KeyMaterial? copy = null;
        if (request.Plaintext is { } secret)
        {
            using var lease = secret.Borrow();
            copy = KeyMaterial.CopyOf(lease.Bytes);
            Seen.Enqueue(secret);
            Seen.Enqueue(copy);
        }

        return new(new Response(
            request.KeyId, copy, request.CiphertextBlob, request.NumberOfBytes, request.Size, request.DryRun, request.ValidTo, request.Colour,
            request.GrantTokens, request.Tags, request.Context));
    }
}
