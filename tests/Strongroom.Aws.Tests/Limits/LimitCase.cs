using System.Text.Json.Nodes;

namespace Strongroom.Aws.Tests.Limits;

/// <summary>A request at one side of one limit.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Path">The member, as errors spell it: <c>tags.1.member.tagKey</c>.</param>
/// <param name="What">The side, for people: <c>length 8192</c>.</param>
/// <param name="Body">The request's body.</param>
/// <param name="Violation">What AWS says of it; null where the limit holds.</param>
internal sealed record LimitCase(OperationEntry Operation, string Path, string What, JsonObject Body, string? Violation)
{
    /// <summary>True if <paramref name="message"/>, the text of a ValidationException or null, is what this case expects. Other complaints do not matter.</summary>
    public bool Holds(string? message) => Violation is null
        ? message is null || !message.Contains($"at '{Path}' failed to satisfy constraint", StringComparison.Ordinal)
        : message?.Contains($"at '{Path}' failed to satisfy constraint: {Violation}", StringComparison.Ordinal) == true;

    public override string ToString() => $"{Operation.Name} {Path} {What}";
}
