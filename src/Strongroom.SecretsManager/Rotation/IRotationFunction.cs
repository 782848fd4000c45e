using System.Text.Json;
using Strongroom.Aws;

namespace Strongroom.SecretsManager.Rotation;

/// <summary>Rotates secrets in four steps: built in, a program of this machine, or a hook elsewhere. Every step may be asked for again.</summary>
public interface IRotationFunction
{
    /// <summary>Does one step.</summary>
    /// <exception cref="RotationFailedException">It did not work; the message may be read in the audit trail.</exception>
    ValueTask InvokeAsync(RotationEvent asked, CancellationToken cancellation);
}

/// <summary>What a rotation function is asked: the event that AWS sends to a Lambda function.</summary>
/// <param name="Step">The step.</param>
/// <param name="SecretArn">The secret.</param>
/// <param name="Account">Its owner.</param>
/// <param name="Region">Its region.</param>
/// <param name="ClientRequestToken">The version to be made.</param>
/// <param name="RotationToken">Proves the request where the function puts the value from elsewhere.</param>
public sealed record RotationEvent(RotationStep Step, string SecretArn, string Account, string Region, string ClientRequestToken, string RotationToken)
{
    /// <summary>The event as JSON.</summary>
    public byte[] ToJson()
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteString("Step"u8, WireNames.NameOf(Step));
            writer.WriteString("SecretId"u8, SecretArn);
            writer.WriteString("ClientRequestToken"u8, ClientRequestToken);
            writer.WriteString("RotationToken"u8, RotationToken);
            writer.WriteEndObject();
        }

        return json.ToArray();
    }
}

/// <summary>A step of a rotation did not work. The message tells why, and no secret.</summary>
public sealed class RotationFailedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Finds the function that an ARN names.</summary>
public interface IRotationFunctions
{
    /// <summary>The function; null where the installation has none for the ARN.</summary>
    IRotationFunction? Find(string lambdaArn);

    /// <summary>Told when a rotation is about to be committed, so that it need not wait for the next round.</summary>
    void Wake();
}
