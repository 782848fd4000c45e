using Strongroom.Audit;

namespace Strongroom.Aws;

/// <summary>A request's body that is not held in memory. An operation that runs again after a conflict finds what it made of it the first time.</summary>
/// <param name="content">The bytes, which can be read once; see <see cref="BodyStream"/>.</param>
/// <param name="length">How many there will be.</param>
public sealed class StreamedBody(BodyStream content, long length)
{
    private object? made;
    private IReadOnlyList<AuditRecord> records = [];

    /// <summary>How many bytes there will be.</summary>
    public long Length => length;

    /// <summary>What came behind the body, by lower-case name; complete once it has been read.</summary>
    public IReadOnlyDictionary<string, string> Trailers => content.Trailers;

    /// <summary>Reads the body once and keeps what was made of it; later calls return the same.</summary>
    /// <param name="call">The call. What child calls are made while the body is read belongs to its records, whenever it succeeds.</param>
    /// <param name="read">Reads the bytes to their end.</param>
    public async ValueTask<T> OnceAsync<T>(Call call, Func<Stream, ValueTask<T>> read) where T : class
    {
        if (made is T already)
        {
            call.FurtherRecords.AddRange(records);
            return already;
        }

        var before = call.FurtherRecords.Count;
        var result = await read(content);
        records = [.. call.FurtherRecords.Skip(before)];
        made = result;
        return result;
    }
}

/// <summary>An answer's body that is not held in memory.</summary>
/// <param name="Content">The bytes; disposed once they are on the wire.</param>
/// <param name="Length">How many there are.</param>
public sealed record StreamedAnswer(Stream Content, long Length);
