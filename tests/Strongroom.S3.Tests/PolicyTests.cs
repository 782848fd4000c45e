using System.Net;

namespace Strongroom.S3.Tests;

/// <summary>Who may: strangers, other accounts, and links that carry their signature with them.</summary>
public sealed class PolicyTests(SharedServer shared) : S3Test(shared)
{
    [Fact]
    public async Task Strangers_come_in_only_where_a_policy_says_so_and_no_block_forbids_it()
    {
        await PutAsync("key", "public");
        using var http = new HttpClient();
        var url = $"{Server.Endpoint}/{Bucket}/key";
        using (var refused = await http.GetAsync(new Uri(url)))
        {
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
            Assert.Contains("<Code>AccessDenied</Code><Message>Access Denied</Message>", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        await RefusedAsync(403, "AccessDenied", null, OpenAsync);
        await S3.DeletePublicAccessBlockAsync(new() { BucketName = Bucket });
        await OpenAsync();

        Assert.Equal("public", await http.GetStringAsync(new Uri(url)));
        Assert.True((await S3.GetBucketPolicyStatusAsync(new() { BucketName = Bucket })).PolicyStatus.IsPublic);
        using var put = await http.PutAsync(new Uri(url), new StringContent("mine now"));
        Assert.Equal(HttpStatusCode.Forbidden, put.StatusCode);
        using var chosen = await http.GetAsync(new Uri(url + "?response-content-type=text/html"));
        Assert.Equal(HttpStatusCode.BadRequest, chosen.StatusCode);

        Task OpenAsync() => S3.PutBucketPolicyAsync(Bucket,
            $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::{{Bucket}}/*"}]}""");
    }

    [Fact]
    public async Task A_signed_link_reads_and_writes_until_it_expires()
    {
        await PutAsync("key", "text");
        using var http = new HttpClient();
        var now = Server.Clock.GetUtcNow().UtcDateTime;
        var link = await S3.GetPreSignedURLAsync(new() { BucketName = Bucket, Key = "key", Expires = now.AddMinutes(5), Protocol = Amazon.S3.Protocol.HTTP });

        using var answer = await http.GetAsync(new Uri(link));

        // The SDK signs links by the machine's clock, which is not the test's: either way the refusal is of time, never of the signature.
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode ? text == "text" : text.Contains("Request", StringComparison.Ordinal) && !text.Contains("SignatureDoesNotMatch", StringComparison.Ordinal), text);
    }

    [Fact]
    public async Task Another_account_is_let_in_by_both_sides_only()
    {
        await PutAsync("key", "shared");
        var guestAccount = Shared.NewAccount();
        using var guest = Server.S3(guestAccount);
        await RefusedAsync(403, "AccessDenied", "Access Denied", () => guest.GetObjectAsync(Bucket, "key"));

        await S3.PutBucketPolicyAsync(Bucket,
            $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::{{guestAccount}}:root"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::{{Bucket}}/*"}]}""");

        using var response = await guest.GetObjectAsync(Bucket, "key");
        Assert.Equal(6, response.ContentLength);

        // Who may not list is not told what is missing.
        await RefusedAsync(403, "AccessDenied", "Access Denied", () => guest.GetObjectAsync(Bucket, "none"));
    }

    [Theory]
    [InlineData("not json", "Policies must be valid JSON and the first byte must be '{'")]
    [InlineData("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::elsewhere/*"}]}""", "Policy has invalid resource")]
    [InlineData("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"kms:Decrypt","Resource":"arn:aws:s3:::BUCKET/*"}]}""", "Policy has invalid action")]
    [InlineData("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:user/nobody"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::BUCKET/*"}]}""", "Invalid principal in policy")]
    public async Task What_is_no_policy_of_the_bucket_is_refused(string policy, string message)
        => await RefusedAsync(400, "MalformedPolicy", message, () => S3.PutBucketPolicyAsync(Bucket, policy.Replace("BUCKET", Bucket, StringComparison.Ordinal)));
}
