namespace Strongroom.S3.Tests.Objects;

public sealed class ObjectNameTests
{
    [Fact]
    public void An_ARN_has_neither_region_nor_account_and_keeps_the_key_as_it_is()
    {
        var name = new ObjectName("bucket", "a b/ü%20", "v1");

        Assert.Equal("arn:aws:s3:::bucket/a b/ü%20", name.Arn);
        Assert.Equal("arn:aws:s3:::bucket", name.BucketArn);
    }
}
