namespace Strongroom.SecretsManager.Rotation;

/// <summary>What an installation rotates secrets with, besides the functions that are built in.</summary>
public sealed record RotationOptions
{
    /// <summary>Functions by ARN, or by the name at an ARN's end.</summary>
    public IReadOnlyDictionary<string, RotationFunctionOptions> Functions { get; init; } = new Dictionary<string, RotationFunctionOptions>();

    /// <summary>The hosts (<c>name</c> or <c>name:port</c>) that hooks may be called on; private addresses are reached only through this list.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>How long a node has a rotation to itself after it last said that it is at it: 1 to 3,600 seconds.</summary>
    public int LeaseSeconds { get; init; } = 30;

    /// <summary>How long one step may take: 1 to 900 seconds, as a Lambda function may.</summary>
    public int StepSeconds { get; init; } = 300;
}

/// <summary>A rotation function that the operator brings: a program or a hook.</summary>
public sealed record RotationFunctionOptions
{
    /// <summary>A program of this machine with its arguments. It reads the event on standard input, and has worked when it exits with 0.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Variables of that program's environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>An HTTPS address that takes the event as the body of a POST, and has done the step when it answers 2xx.</summary>
    public string? Url { get; init; }
}
