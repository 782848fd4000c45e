using System.CommandLine;
using Strongroom.Control;

namespace Strongroom.Commands;

/// <summary><c>strongroom explain</c>: why a call is allowed or denied.</summary>
internal static class ExplainCommand
{
    private static readonly Option<string> Principal = new("--principal") { Description = "The ARN of a root, user, role or role session.", Required = true };

    private static readonly Option<string> Action = new("--action") { Description = "Such as kms:Decrypt.", Required = true };

    private static readonly Option<string> Resource = new("--resource") { Description = "Its ARN.", DefaultValueFactory = static _ => "*" };

    private static readonly Option<string[]> Context = new("--context")
    {
        Description = "A condition key of the call, such as kms:EncryptionContext:app=mail; may be given several times.",
        DefaultValueFactory = static _ => [],
    };

    public static Command Create()
    {
        var command = new Command("explain", "Says which statement allows or denies a call, and what the caller would read.")
        {
            CommonOptions.Config, CommonOptions.Data, CommonOptions.Seal, CommonOptions.AllowUnlockedMemory, Principal, Action, Resource, Context,
        };
        command.SetAction((parsed, cancellation) => CommonOptions.RunAsync(async () =>
        {
            var options = ServerOptions.Read(parsed.GetValue(CommonOptions.Config), CommonOptions.FlagsOf(parsed));
            await using var console = await MachineConsole.OpenAsync(options, cancellation);
            var pairs = parsed.GetValue(Context)!.Select(PairOf).ToDictionary(StringComparer.OrdinalIgnoreCase);
            var answer = await console.ExplainAsync(
                new(parsed.GetValue(Principal)!, parsed.GetValue(Action)!, parsed.GetValue(Resource)!, pairs), cancellation);
            Console.WriteLine(answer.Decided);
            if (answer.Denial is not null) Console.WriteLine(answer.Denial);
            if (answer.Missing.Count > 0) Console.WriteLine($"Asked for and not there: {string.Join(", ", answer.Missing)}");
            return answer.Allowed ? 0 : 1;
        }));
        return command;
    }

    private static KeyValuePair<string, string> PairOf(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 ? new(text[..equals], text[(equals + 1)..]) : throw new UsageException($"'{text}' is no KEY=VALUE.");
    }
}
