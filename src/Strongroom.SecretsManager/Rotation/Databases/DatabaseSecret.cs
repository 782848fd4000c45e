using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Strongroom.SecretsManager.Rotation.Databases;

/// <summary>A secret that opens a database, in AWS's JSON: engine, host, username, password, and perhaps port, dbname, masterarn and ssl.</summary>
/// <remarks>
/// User Guide, "JSON structure of AWS Secrets Manager secrets". Held as ordinary strings while a step runs: the drivers of databases take
/// passwords in no other way (docs/decisions/rotation.md).
/// </remarks>
internal sealed class DatabaseSecret
{
    private const string Clone = "_clone";

    private readonly JsonObject json;

    private DatabaseSecret(JsonObject json) => this.json = json;

    public string Host => Text("host") ?? throw Lacks("host");

    public string UserName => Text("username") ?? throw Lacks("username");

    public string Password => Text("password") ?? throw Lacks("password");

    public string? Database => Text("dbname");

    public string? MasterArn => Text("masterarn");

    public int? Port => Text("port") is { } text
        ? int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536 ? port : throw Lacks("a port from 1 to 65535")
        : null;

    /// <summary>True: only over TLS, with the server's certificate checked. False: without. Null: over TLS where the server has it.</summary>
    public bool? Ssl => Text("ssl")?.ToUpperInvariant() switch { "TRUE" => true, "FALSE" => false, _ => null };

    /// <summary>The other of two users that take turns: with <c>_clone</c> behind its name, or without.</summary>
    public string OtherUserName => UserName.EndsWith(Clone, StringComparison.Ordinal) ? UserName[..^Clone.Length] : UserName + Clone;

    /// <exception cref="RotationFailedException">It is no such secret.</exception>
    public static DatabaseSecret Parse(string value)
    {
        try
        {
            return new(JsonNode.Parse(value) as JsonObject ?? throw new RotationFailedException("The secret is no JSON object."));
        }
        catch (JsonException)
        {
            throw new RotationFailedException("The secret is no JSON.");
        }
    }

    /// <summary>The same secret with another password, and perhaps another user.</summary>
    public string With(string userName, string password)
    {
        var changed = json.DeepClone().AsObject();
        changed["username"] = userName;
        changed["password"] = password;
        return changed.ToJsonString();
    }

    /// <summary>The same secret for another database of its server.</summary>
    public DatabaseSecret For(string? database)
    {
        var changed = json.DeepClone().AsObject();
        changed["dbname"] = database;
        return new(changed);
    }

    /// <summary>The same secret with the TLS setting of another.</summary>
    public DatabaseSecret WithSslOf(DatabaseSecret other)
    {
        var changed = json.DeepClone().AsObject();
        changed.Remove("ssl");
        if (other.json["ssl"] is { } ssl) changed["ssl"] = ssl.DeepClone();
        return new(changed);
    }

    /// <inheritdoc/>
    public override string ToString() => "DatabaseSecret";

    private string? Text(string name) => json[name] is JsonValue value ? value.ToString() : null;

    private static RotationFailedException Lacks(string what) => new($"The secret has no {what}.");
}
