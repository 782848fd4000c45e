using System.Buffers;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.ObjectPool;

namespace Strongroom.Aws.Protocols;

/// <summary>Where an answer's body is written: pooled memory that is wiped before it goes back, as it may have held a secret.</summary>
public sealed class AnswerBuffer : IBufferWriter<byte>, IDisposable
{
    private const int FirstSize = 1024;
    private const int LargestKept = 64 * 1024;

    private static readonly JsonWriterOptions Json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // Answers are never part of a web page.
        SkipValidation = true,
    };

    // As many as calls wait for their records to be durable at a time; more than that are made and dropped.
    private static readonly DefaultObjectPool<AnswerBuffer> Pool = new(new Policy(), maximumRetained: 256);

    private readonly Utf8JsonWriter writer;
    private List<KeyValuePair<string, string>>? headers;
    private byte[] bytes = [];
    private int length;

    private AnswerBuffer() => writer = new(this, Json);

    /// <summary>An empty buffer; dispose it to give it back.</summary>
    public static AnswerBuffer Rent() => Pool.Get();

    /// <summary>The HTTP status.</summary>
    public int Status { get; set; } = 200;

    /// <summary>The type of what was written; <see cref="DefaultContentType"/> for the protocol's own, null for none.</summary>
    public string? ContentType { get; set; } = DefaultContentType;

    /// <summary>Stands for the protocol's content type.</summary>
    public const string DefaultContentType = "";

    /// <summary>The headers beside those that every answer has.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers => headers ?? (IReadOnlyList<KeyValuePair<string, string>>)[];

    /// <summary>A body that is not in memory, in the place of what was written.</summary>
    public StreamedAnswer? Content { get; set; }

    /// <summary>What must be kept until <see cref="Content"/> is on the wire.</summary>
    internal Action? Held { get; set; }

    /// <summary>Adds a header.</summary>
    public void AddHeader(string name, string value) => (headers ??= []).Add(new(name, value));

    /// <summary>What was written.</summary>
    public ReadOnlyMemory<byte> Written => bytes.AsMemory(0, length);

    /// <summary>Writes one JSON value.</summary>
    public void WriteJson<TState>(TState state, Action<Utf8JsonWriter, TState> write)
    {
        writer.Reset();
        write(writer, state);
        writer.Flush();
    }

    /// <summary>Drops, and wipes, what was written.</summary>
    public void Clear()
    {
        CryptographicOperations.ZeroMemory(bytes.AsSpan(0, length));
        length = 0;
        Status = 200;
        ContentType = DefaultContentType;
        headers?.Clear();
        Content = null;
        Held?.Invoke();
        Held = null;
    }

    /// <inheritdoc/>
    public void Advance(int count) => length += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return bytes.AsMemory(length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return bytes.AsSpan(length);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Clear();
        if (bytes.Length > LargestKept)
        {
            ArrayPool<byte>.Shared.Return(bytes);
            bytes = [];
        }

        Pool.Return(this);
    }

    private void Ensure(int sizeHint)
    {
        sizeHint = Math.Max(sizeHint, 1);
        if (bytes.Length - length >= sizeHint) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(FirstSize, Math.Max(checked(length + sizeHint), bytes.Length * 2)));
        bytes.AsSpan(0, length).CopyTo(larger);
        CryptographicOperations.ZeroMemory(bytes.AsSpan(0, length));
        if (bytes.Length > 0) ArrayPool<byte>.Shared.Return(bytes);
        bytes = larger;
    }

    private sealed class Policy : PooledObjectPolicy<AnswerBuffer>
    {
        public override AnswerBuffer Create() => new();

        public override bool Return(AnswerBuffer obj) => true;
    }
}
