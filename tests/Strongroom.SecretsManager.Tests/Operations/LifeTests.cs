using System.Text.Json.Nodes;

namespace Strongroom.SecretsManager.Tests.Operations;

/// <summary>A secret's life: made, read, changed, deleted, restored, gone.</summary>
public sealed class LifeTests(SharedServer shared) : SecretsTest(shared)
{
    [Fact]
    public async Task What_was_put_is_retrieved_by_name_by_arn_and_by_an_arn_without_its_suffix()
    {
        var arn = await CreateAsync("prod/app_1", "hunter2 \"ü\"");
        Assert.Matches($"^arn:aws:secretsmanager:us-east-1:{Account}:secret:prod/app_1-[A-Za-z0-9]{{6}}$", arn);
        foreach (var id in new[] { "prod/app_1", arn, arn[..^7] }) Assert.Equal("hunter2 \"ü\"", await ValueAsync(id));
        await RefusedAsync("ResourceNotFoundException", "Secrets Manager can't find the specified secret.", () => ValueAsync(arn[..^6] + "AbCdEf"));
        await RefusedAsync("ResourceNotFoundException", "Secrets Manager can't find the specified secret.", () => ValueAsync("none"));
        await RefusedAsync("ValidationException", "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!",
            () => ValueAsync("In valid"));
    }

    [Fact]
    public async Task A_name_that_ends_like_a_suffix_is_found_by_name_and_by_its_whole_arn_only()
    {
        var arn = await CreateAsync("app-a1b2c3");
        Assert.Equal("hunter2", await ValueAsync("app-a1b2c3"));
        Assert.Equal("hunter2", await ValueAsync(arn));
        await RefusedAsync("ResourceNotFoundException", null, () => ValueAsync(arn[..^7]));
    }

    [Fact]
    public async Task Binary_values_come_back_as_bytes()
    {
        await Call("CreateSecret", new() { ["Name"] = "bin", ["ClientRequestToken"] = Token(), ["SecretBinary"] = Convert.ToBase64String([0, 255, 7]) });
        var answer = await Call("GetSecretValue", new() { ["SecretId"] = "bin" });
        Assert.Equal([0, 255, 7], Convert.FromBase64String((string)answer["SecretBinary"]!));
        Assert.Null(answer["SecretString"]);
        await RefusedAsync("InvalidParameterException", null, () => Call("PutSecretValue",
            new() { ["SecretId"] = "bin", ["ClientRequestToken"] = Token(), ["SecretBinary"] = "AA==", ["SecretString"] = "x" }));
        await RefusedAsync("InvalidRequestException", "You must provide either SecretString or SecretBinary.",
            () => Call("PutSecretValue", new() { ["SecretId"] = "bin", ["ClientRequestToken"] = Token() }));
    }

    [Fact]
    public async Task The_same_request_again_is_the_same_request_and_another_one_with_its_token_is_refused()
    {
        var token = Token();
        var create = () => Call("CreateSecret", new() { ["Name"] = "twice", ["ClientRequestToken"] = token, ["SecretString"] = "a" });
        var first = await create();
        Assert.Equal((string)first["ARN"]!, (string)(await create())["ARN"]!);
        await RefusedAsync("ResourceExistsException",
            $"You can't use ClientRequestToken {token} because that value is already in use for a version of secret {(string)first["ARN"]!}.",
            () => Call("CreateSecret", new() { ["Name"] = "twice", ["ClientRequestToken"] = token, ["SecretString"] = "b" }));
        await RefusedAsync("ResourceExistsException", "The operation failed because the secret twice already exists.", () => CreateAsync("twice"));

        var put = Token();
        for (var i = 0; i < 2; i++)
        {
            var answer = await Call("PutSecretValue", new() { ["SecretId"] = "twice", ["ClientRequestToken"] = put, ["SecretString"] = "c" });
            Assert.Equal(put, (string)answer["VersionId"]!);
        }

        await RefusedAsync("ResourceExistsException", null,
            () => Call("PutSecretValue", new() { ["SecretId"] = "twice", ["ClientRequestToken"] = put, ["SecretString"] = "d" }));
        await RefusedAsync("InvalidRequestException", "You must provide a ClientRequestToken value. We recommend a UUID-type value.",
            () => Call("PutSecretValue", new() { ["SecretId"] = "twice", ["SecretString"] = "d" }));
        await RefusedAsync("InvalidParameterException", "You must provide a ClientRequestToken value. We recommend a UUID-type value.",
            () => Call("RotateSecret", new() { ["SecretId"] = "twice" }));
    }

    [Fact]
    public async Task A_secret_without_a_value_says_so_until_it_has_one()
    {
        var made = await Call("CreateSecret", new() { ["Name"] = "empty", ["ClientRequestToken"] = Token() });
        Assert.Null(made["VersionId"]);
        await RefusedAsync("ResourceNotFoundException", "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT", () => ValueAsync("empty"));
        Assert.Null((await Call("DescribeSecret", new() { ["SecretId"] = "empty" }))["VersionIdsToStages"]);
        var version = await PutAsync("empty", "x", "MINE");
        Assert.Equal(["AWSCURRENT,MINE"], await LabelsAsync("empty", version));
    }

    [Fact]
    public async Task Deleting_waits_for_the_window_and_restoring_cancels_it()
    {
        var arn = await CreateAsync("doomed");
        foreach (var days in new[] { 6, 31 })
            await RefusedAsync("InvalidParameterException", "The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).",
                () => Call("DeleteSecret", new() { ["SecretId"] = "doomed", ["RecoveryWindowInDays"] = days }));
        await RefusedAsync("InvalidParameterException", "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
            () => Call("DeleteSecret", new() { ["SecretId"] = "doomed", ["RecoveryWindowInDays"] = 7, ["ForceDeleteWithoutRecovery"] = true }));
        await Call("DeleteSecret", new() { ["SecretId"] = "doomed", ["RecoveryWindowInDays"] = 7 });
        const string Marked = "You can't perform this operation on the secret because it was marked for deletion.";
        await RefusedAsync("InvalidRequestException", Marked, () => ValueAsync("doomed"));
        await RefusedAsync("InvalidRequestException", Marked, () => PutAsync("doomed", "x"));
        await RefusedAsync("InvalidRequestException", Marked, () => Call("DeleteSecret", new() { ["SecretId"] = "doomed" }));
        await RefusedAsync("InvalidRequestException", "You can't create this secret because a secret with this name is already scheduled for deletion.",
            () => CreateAsync("doomed"));
        Assert.Empty((await Call("ListSecrets", []))["SecretList"]!.AsArray());
        Assert.Single((await Call("ListSecrets", new() { ["IncludePlannedDeletion"] = true }))["SecretList"]!.AsArray());
        Assert.NotNull((await Call("DescribeSecret", new() { ["SecretId"] = "doomed" }))["DeletedDate"]);

        await Call("RestoreSecret", new() { ["SecretId"] = "doomed" });
        Assert.Equal("hunter2", await ValueAsync(arn));
        Assert.Null((await Call("DescribeSecret", new() { ["SecretId"] = "doomed" }))["DeletedDate"]);
    }

    [Fact]
    public async Task Deleting_at_once_leaves_nothing_and_the_name_free_under_another_arn()
    {
        var arn = await CreateAsync("gone");
        await PutAsync("gone", "second");
        await Call("DeleteSecret", new() { ["SecretId"] = "gone", ["ForceDeleteWithoutRecovery"] = true });
        await RefusedAsync("ResourceNotFoundException", null, () => ValueAsync(arn));
        await Call("DeleteSecret", new() { ["SecretId"] = "gone", ["ForceDeleteWithoutRecovery"] = true });
        var again = await CreateAsync("gone", "new");
        Assert.NotEqual(arn, again);
        Assert.Equal("new", await ValueAsync("gone"));
        await RefusedAsync("ResourceNotFoundException", null, () => ValueAsync(arn));
    }

    [Fact]
    public async Task Updating_changes_only_what_is_given()
    {
        var arn = await CreateAsync("updated", "v1", new() { ["Description"] = "first" });
        var first = await Call("UpdateSecret", new() { ["SecretId"] = arn, ["ClientRequestToken"] = Token(), ["Description"] = "second" });
        Assert.Null(first["VersionId"]);
        Assert.Equal("v1", await ValueAsync(arn));
        var token = Token();
        await Call("UpdateSecret", new() { ["SecretId"] = arn, ["ClientRequestToken"] = token, ["SecretString"] = "v2" });
        Assert.Equal("v2", await ValueAsync(arn));
        Assert.Equal("v1", await ValueAsync(arn, "AWSPREVIOUS"));
        Assert.Equal("second", (string)(await Call("DescribeSecret", new() { ["SecretId"] = arn }))["Description"]!);
        await RefusedAsync("InvalidRequestException", "You provided a VersionStage that is not associated to the provided VersionId.", () => ValueAsync(arn, "AWSPREVIOUS", token));
        var other = Token();
        await RefusedAsync("ResourceNotFoundException", $"Secrets Manager can't find the specified secret value for VersionId: {other}", () => ValueAsync(arn, version: other));
        await RefusedAsync("ResourceNotFoundException", "Secrets Manager can't find the specified secret value for staging label: NONE", () => ValueAsync(arn, "NONE"));
    }

    [Fact]
    public async Task Tags_are_added_changed_and_taken_away()
    {
        await CreateAsync("tagged", more: new() { ["Tags"] = new JsonArray(Tag("b", "1")) });
        await Call("TagResource", new() { ["SecretId"] = "tagged", ["Tags"] = new JsonArray(Tag("a", "x"), Tag("b", "2")) });
        Assert.Equal("""[{"Key":"a","Value":"x"},{"Key":"b","Value":"2"}]""", (await Call("DescribeSecret", new() { ["SecretId"] = "tagged" }))["Tags"]!.ToJsonString());
        await Call("UntagResource", new() { ["SecretId"] = "tagged", ["TagKeys"] = new JsonArray("a", "b", "never") });
        Assert.Equal("[]", (await Call("DescribeSecret", new() { ["SecretId"] = "tagged" }))["Tags"]!.ToJsonString());
        await RefusedAsync("InvalidParameterException", null, () => Call("TagResource", new() { ["SecretId"] = "tagged", ["Tags"] = new JsonArray(Tag("aws:x", "")) }));
    }

    [Fact]
    public async Task The_day_of_the_last_retrieval_is_told_of_secret_and_version()
    {
        await CreateAsync("read");
        Assert.Null((await Call("DescribeSecret", new() { ["SecretId"] = "read" }))["LastAccessedDate"]);
        await ValueAsync("read");
        var day = Math.Floor(Server.Clock.GetUtcNow().ToUnixTimeSeconds() / 86400.0) * 86400;
        Assert.Equal(day, (double)(await Call("DescribeSecret", new() { ["SecretId"] = "read" }))["LastAccessedDate"]!);
        Assert.Equal(day, (double)(await Call("ListSecretVersionIds", new() { ["SecretId"] = "read" }))["Versions"]![0]!["LastAccessedDate"]!);
    }

    private static JsonObject Tag(string key, string value) => new() { ["Key"] = key, ["Value"] = value };
}
