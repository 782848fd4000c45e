using System.Text.Json.Nodes;
using Strongroom.SecretsManager.Rotation.Functions;
using Strongroom.Testing;

namespace Strongroom.SecretsManager.Tests.Rotation;

/// <summary>Functions that are no database's: programs, hooks, access keys, and those that there are not.</summary>
public sealed class FunctionTests : RotationTest
{
    private readonly string folder;

    public FunctionTests() : this(Directory.CreateTempSubdirectory("strongroom-function-").FullName)
    {
    }

    private FunctionTests(string folder) : base(options => options with
    {
        Rotation = new()
        {
            Functions = new Dictionary<string, SecretsManager.Rotation.RotationFunctionOptions>
            {
                ["program"] = new() { Command = ["bash", "-c", "cat >> \"$OUT\"; echo >> \"$OUT\"; env > \"$OUT.env\""], Environment = new Dictionary<string, string> { ["OUT"] = folder + "/events" } },
                ["broken"] = new() { Command = ["bash", "-c", "echo hunter2 >&2; exit 3"] },
                ["missing"] = new() { Command = ["/nowhere/at/all"] },
                ["unlisted"] = new() { Url = "https://hooks.example/rotate" },
                ["inner"] = new() { Url = "https://localhost:1/rotate" },
            },
            AllowedHosts = ["localhost"],
        },
    }) => this.folder = folder;

    [Fact]
    public async Task A_program_reads_the_event_and_none_of_the_servers_environment()
    {
        var arn = await CreateAsync("programmed");
        var token = await RotateAsync("programmed", "program");

        // It put nothing, so it did not finish; but it was asked, step by step, with what AWS sends.
        Assert.Equal(["RotationStarted", "RotationFailed"], await EventsAsync());
        var events = (await File.ReadAllLinesAsync(folder + "/events", TestContext.Current.CancellationToken)).Select(static line => JsonNode.Parse(line)!.AsObject()).ToList();
        Assert.Equal(["createSecret", "setSecret", "testSecret", "finishSecret"], events.Select(static each => (string)each["Step"]!));
        Assert.All(events, each =>
        {
            Assert.Equal(arn, (string)each["SecretId"]!);
            Assert.Equal(token, (string)each["ClientRequestToken"]!);
            Assert.Matches("^[a-zA-Z0-9-]{36,256}$", (string)each["RotationToken"]!);
        });
        var environment = await File.ReadAllLinesAsync(folder + "/events.env", TestContext.Current.CancellationToken);
        Assert.Contains($"SECRETS_MANAGER_ENDPOINT={Server.Endpoint}", environment);
        Assert.Contains("AWS_REGION=us-east-1", environment);
        Assert.DoesNotContain(environment, static line => line.StartsWith("STRONGROOM_", StringComparison.Ordinal) || line.StartsWith("DOTNET_", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("broken", "The program bash ended with 3.")]
    [InlineData("unlisted", "The host hooks.example is not among Rotation:AllowedHosts.")]
    [InlineData("inner", "The host localhost has only inner addresses, which are not among Rotation:AllowedAddresses.")]
    public async Task What_goes_wrong_is_told_without_a_secret(string function, string message)
    {
        await CreateAsync(function);
        await RotateAsync(function, function);
        var failed = (await RecordsAsync()).Single(static record => (string?)record["eventName"] == "RotationFailed");
        Assert.Equal(message, (string?)failed["errorMessage"]);
        Assert.Equal("hunter2", await ValueAsync(function));
    }

    [Fact]
    public async Task A_function_that_there_is_not_is_refused_as_one_that_may_not_be_invoked()
    {
        await CreateAsync("none");
        await RefusedAsync("InvalidRequestException", "No Lambda rotation function ARN is associated with this secret.",
            () => Call("RotateSecret", new() { ["SecretId"] = "none", ["ClientRequestToken"] = Token() }));
        await RefusedAsync("AccessDeniedException", "Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access to the principal"
            + " secretsmanager.amazonaws.com.", () => Call("RotateSecret", new() { ["SecretId"] = "none", ["ClientRequestToken"] = Token(), ["RotationLambdaARN"] = Arn("unheard-of") }));
        Assert.Null((await Call("DescribeSecret", new() { ["SecretId"] = "none" }))["RotationEnabled"]);
    }

    [Fact]
    public async Task An_access_key_is_made_anew_and_the_last_one_works_until_the_next_rotation()
    {
        var iam = new FormClient(Server, Account);
        await iam.CallAsync("CreateUser", ("UserName", "robot"));
        var first = await iam.CallAsync("CreateAccessKey", ("UserName", "robot"));
        string Between(string text, string tag) => text[(text.IndexOf($"<{tag}>", StringComparison.Ordinal) + tag.Length + 2)..text.IndexOf($"</{tag}>", StringComparison.Ordinal)];
        await CreateAsync("key", new JsonObject
        {
            ["UserName"] = "robot",
            ["AccessKeyId"] = Between(first, "AccessKeyId"),
            ["SecretAccessKey"] = Between(first, "SecretAccessKey"),
        }.ToJsonString());
        var known = new List<string> { Between(first, "AccessKeyId") };
        for (var i = 0; i < 3; i++)
        {
            await RotateAsync("key", "strongroom-access-key");
            var secret = await SecretAsync("key");
            known.Add((string)secret["AccessKeyId"]!);
            Assert.Equal(known.Count, known.Distinct().Count());
            var signer = new PlainSigner((string)secret["AccessKeyId"]!, (string)secret["SecretAccessKey"]!, "us-east-1", "secretsmanager");
            var refusal = await Assert.ThrowsAsync<JsonRefusalException>(() => new JsonClient(Server.Endpoint, "secretsmanager", signer, Server.Clock).CallAsync("GetRandomPassword", []));
            Assert.Contains("user/robot is not authorized to perform: secretsmanager:GetRandomPassword", refusal.Text, StringComparison.Ordinal);
            var listed = await iam.CallAsync("ListAccessKeys", ("UserName", "robot"));
            Assert.Contains(known[^1], listed, StringComparison.Ordinal);
            Assert.Contains(known[^2], listed, StringComparison.Ordinal);
            if (i > 0) Assert.DoesNotContain(known[^3], listed, StringComparison.Ordinal);
        }

        Assert.Contains(await RecordsAsync(), static record => (string?)record["eventName"] == "CreateAccessKey"
            && (string?)record["userIdentity"]?["invokedBy"] == "secretsmanager.amazonaws.com");
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("169.254.169.254", true)]
    [InlineData("::1", true)]
    [InlineData("::ffff:10.0.0.1", true)]
    [InlineData("fd00::1", true)]
    [InlineData("100.64.0.1", true)]
    [InlineData("8.8.8.8", false)]
    [InlineData("2606:4700::1", false)]
    public void Inner_addresses_are_known(string address, bool inner) => Assert.Equal(inner, GuardedHttp.IsInner(System.Net.IPAddress.Parse(address)));
}
