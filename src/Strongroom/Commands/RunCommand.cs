using System.CommandLine;
using Strongroom.Commands.Running;

namespace Strongroom.Commands;

/// <summary><c>strongroom run</c>: starts a program with secrets in its environment or in files, as the caller and over the wire.</summary>
internal static class RunCommand
{
    private static readonly Option<string[]> Variables = new("--env")
    {
        Description = "NAME=SECRET or NAME=SECRET:KEY: a variable with the secret, or with one member of its JSON. May be given several times.",
        DefaultValueFactory = static _ => [],
    };

    private static readonly Option<string[]> Files = new("--file")
    {
        Description = "NAME=SECRET or NAME=SECRET:KEY: the same in a file for its owner only, whose path is in the variable; gone when the program ends.",
        DefaultValueFactory = static _ => [],
    };

    private static readonly Option<string?> Profile = new("--profile") { Description = "The profile of the AWS configuration (default: AWS_PROFILE, or default)." };

    private static readonly Option<string?> Region = new("--region") { Description = "The region (default: AWS_REGION, or the profile's)." };

    private static readonly Option<string?> Endpoint = new("--endpoint-url") { Description = "Where the service answers (default: AWS_ENDPOINT_URL, or the profile's)." };

    private static readonly Argument<string[]> Program = new("program") { Description = "The program with its arguments, behind --.", Arity = ArgumentArity.OneOrMore };

    public static Command Create()
    {
        var command = new Command("run", "Runs a program with secrets in its environment or in files, taken from Secrets Manager with the caller's AWS credentials.")
        {
            Variables, Files, Profile, Region, Endpoint, Program,
        };
        command.SetAction((parsed, cancellation) => CommonOptions.RunAsync(async () =>
        {
            var settings = AwsSettings.Read(parsed.GetValue(Profile), parsed.GetValue(Region), parsed.GetValue(Endpoint));
            using var client = new SecretClient(settings);
            using var files = new SecretFiles();
            var environment = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var source in parsed.GetValue(Variables)!.Select(SecretSource.Parse))
                environment[source.Name] = await client.GetAsync(source, cancellation);
            foreach (var source in parsed.GetValue(Files)!.Select(SecretSource.Parse))
                environment[source.Name] = files.Write(source.Name, await client.GetAsync(source, cancellation));
            return await Child.RunAsync(parsed.GetValue(Program)!, environment);
        }));
        return command;
    }
}
