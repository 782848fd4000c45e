namespace Strongroom.Aws;

/// <summary>
/// A refusal that the caller may read. Any other exception is our bug, and is answered as an internal failure with an id only.
/// </summary>
/// <param name="code">AWS's error code, such as <c>NotFoundException</c>.</param>
/// <param name="message">AWS's text; null where AWS sends none.</param>
public class FaultException(string code, string? message) : Exception(message)
{
    /// <summary>AWS's error code.</summary>
    public string Code => code;

    /// <summary>AWS's text, or null.</summary>
    public string? Text { get; } = message;

    /// <summary>The HTTP status: 400 unless the error's model says otherwise.</summary>
    public int Status { get; init; } = 400;

    /// <summary>Headers of the answer beside the error, in REST protocols.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Further members of the error's body.</summary>
    public IReadOnlyDictionary<string, object?>? Details { get; init; }
}
