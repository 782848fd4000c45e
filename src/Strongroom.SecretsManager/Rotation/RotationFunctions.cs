using System.Collections.Frozen;
using Strongroom.SecretsManager.Rotation.Databases;
using Strongroom.SecretsManager.Rotation.Functions;

namespace Strongroom.SecretsManager.Rotation;

/// <summary>The rotation functions of this installation, by ARN or by the name at its end: those built in, and those that the operator brings.</summary>
/// <remarks>
/// The built-in ones also answer to the names that AWS's template gallery gives its functions, so that an ARN written for AWS rotates here.
/// An operator's function of the same name stands in place of a built-in one.
/// </remarks>
public sealed class RotationFunctions : IRotationFunctions, IDisposable
{
    private static readonly (string Name, string BuiltIn)[] Templates =
        [("RDSPostgreSQL", "postgresql"), ("Redshift", "postgresql"), ("RDSMySQL", "mysql"), ("RDSMariaDB", "mysql")];

    private readonly FrozenDictionary<string, IRotationFunction> functions;
    private readonly RotationSignal signal;
    private readonly HttpClient http;

    /// <summary>The functions that are built in and that <paramref name="options"/> name.</summary>
    /// <param name="options">The operator's, without a fault.</param>
    /// <param name="client">What built-in ones speak to the service with.</param>
    /// <param name="accessKeys">The rotation of access keys.</param>
    /// <param name="signal">Raised when there is something to do.</param>
    /// <param name="endpoint">Where the service answers; asked when a program is started.</param>
    internal RotationFunctions(
        RotationOptions options, RotationClient client, AccessKeyRotation accessKeys, RotationSignal signal, Func<string> endpoint)
    {
        this.signal = signal;
        http = GuardedHttp.Create(options);
        var postgreSql = new PostgreSql(options.DatabaseCertificateAuthorities);
        var mySql = new MySql(options.DatabaseCertificateAuthorities);
        var all = new Dictionary<string, IRotationFunction>(StringComparer.Ordinal)
        {
            ["strongroom-postgresql-single-user"] = new SingleUserRotation(postgreSql, client),
            ["strongroom-postgresql-alternating-users"] = new AlternatingUsersRotation(postgreSql, client),
            ["strongroom-mysql-single-user"] = new SingleUserRotation(mySql, client),
            ["strongroom-mysql-alternating-users"] = new AlternatingUsersRotation(mySql, client),
            ["strongroom-access-key"] = accessKeys,
        };
        foreach (var (name, template) in Templates)
        {
            all[$"SecretsManager{name}RotationSingleUser"] = all[$"strongroom-{template}-single-user"];
            all[$"SecretsManager{name}RotationMultiUser"] = all[$"strongroom-{template}-alternating-users"];
        }

        foreach (var (name, function) in options.Functions) all[name] = Of(function, endpoint);
        functions = all.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public IRotationFunction? Find(string lambdaArn)
    {
        if (functions.TryGetValue(lambdaArn, out var whole)) return whole;
        return lambdaArn.Split(':') is ["arn", "aws", "lambda", _, _, "function", var name, ..] ? functions.GetValueOrDefault(name) : null;
    }

    /// <inheritdoc/>
    public void Wake() => signal.Raise();

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private IRotationFunction Of(RotationFunctionOptions options, Func<string> endpoint)
        => options.Url is { } url ? new HookFunction(new(url), http) : new CommandFunction(options, endpoint);
}
