using System.Collections.Frozen;

namespace Strongroom.SecretsManager.Rotation;

/// <summary>The rotation functions of this installation, by the name at the end of their ARN or by the whole of it.</summary>
public sealed class RotationFunctions : IRotationFunctions
{
    private readonly FrozenDictionary<string, IRotationFunction> functions;
    private readonly SemaphoreSlim woken;

    /// <summary>Functions under their names.</summary>
    /// <param name="functions">By ARN or name.</param>
    /// <param name="woken">Released when there is something to do.</param>
    public RotationFunctions(IReadOnlyDictionary<string, IRotationFunction> functions, SemaphoreSlim woken)
        => (this.functions, this.woken) = (functions.ToFrozenDictionary(StringComparer.Ordinal), woken);

    /// <inheritdoc/>
    public IRotationFunction? Find(string lambdaArn)
    {
        if (functions.TryGetValue(lambdaArn, out var whole)) return whole;
        return lambdaArn.Split(':') is ["arn", "aws", "lambda", _, _, "function", var name, ..] ? functions.GetValueOrDefault(name) : null;
    }

    /// <inheritdoc/>
    public void Wake() => woken.Release();
}
