namespace Strongroom.Commands.Running;

/// <summary>Whom and where to ask, from where the AWS tools have it too: flags, then the environment, then the profile's files.</summary>
internal sealed record AwsSettings(string AccessKeyId, string SecretAccessKey, string? SessionToken, string Region, Uri Endpoint)
{
    /// <exception cref="UsageException">Something is missing; the message says what.</exception>
    public static AwsSettings Read(string? profile, string? region, string? endpoint)
    {
        var name = profile ?? Variable("AWS_PROFILE") ?? "default";
        var file = Section(FileOf("AWS_CONFIG_FILE", "config"), name == "default" ? name : $"profile {name}");
        foreach (var (key, value) in Section(FileOf("AWS_SHARED_CREDENTIALS_FILE", "credentials"), name)) file[key] = value;

        // A profile that is asked for by name stands over keys in the environment, as with the AWS CLI.
        var fromEnvironment = profile is null && Variable("AWS_ACCESS_KEY_ID") is not null;
        string? Key(string variable, string setting) => fromEnvironment ? Variable(variable) : file.GetValueOrDefault(setting);
        return new(
            Key("AWS_ACCESS_KEY_ID", "aws_access_key_id") ?? throw Missing($"credentials: neither AWS_ACCESS_KEY_ID nor the profile {name} has any"),
            Key("AWS_SECRET_ACCESS_KEY", "aws_secret_access_key") ?? throw Missing("secret access key"),
            Key("AWS_SESSION_TOKEN", "aws_session_token"),
            region ?? Variable("AWS_REGION") ?? Variable("AWS_DEFAULT_REGION") ?? file.GetValueOrDefault("region") ?? throw Missing("region: say --region"),
            Uri.TryCreate(endpoint ?? Variable("AWS_ENDPOINT_URL_SECRETS_MANAGER") ?? Variable("AWS_ENDPOINT_URL") ?? file.GetValueOrDefault("endpoint_url"), UriKind.Absolute, out var uri)
                ? uri : throw Missing("endpoint: say --endpoint-url"));
    }

    /// <inheritdoc/>
    public override string ToString() => $"{AccessKeyId} at {Endpoint}";

    private static UsageException Missing(string what) => new($"There is no {what}.");

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static string FileOf(string variable, string name)
        => Variable(variable) ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".aws", name);

    private static Dictionary<string, string> Section(string path, string name)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!File.Exists(path)) return found;
        var inside = false;
        foreach (var line in File.ReadLines(path).Select(static line => line.Trim()))
        {
            if (line.StartsWith('[')) inside = line.Trim('[', ']').Trim() == name;
            else if (inside && line.Split('=', 2) is [var key, var value] && !line.StartsWith('#')) found[key.Trim()] = value.Trim();
        }

        return found;
    }
}
