using Strongroom.Aws;
using Strongroom.Cryptography;
using Strongroom.Seams;

namespace Strongroom.S3.Tests;

public sealed class ObjectKeysTests : IAsyncDisposable
{
    private static readonly byte[] Content = BytesWorld.Random(5000);
    private readonly BytesWorld world = new();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task Master_keys_turn_over_by_themselves_and_old_ones_still_open()
    {
        var (first, firstPart) = await world.PutAsync(Content);
        await world.PutAsync(Content);
        Assert.Single(await world.MasterKeys.ListAsync(default));
        world.Clock.Move(TimeSpan.FromDays(366));
        var (second, secondPart) = await world.PutAsync(Content);
        Assert.Equal([1, 2], (await world.MasterKeys.ListAsync(default)).Select(static key => key.Number));
        Assert.All(await world.MasterKeys.ListAsync(default), key => Assert.True(world.MasterKeys.Opens(key)));
        Assert.Equal(Content, await world.GetAsync(first, [firstPart]));
        Assert.Equal(Content, await world.GetAsync(second, [secondPart]));

        // A start later finds the ring as it was left.
        using var again = new MasterKeys(world.Records, new Flat(), world.Clock);
        Assert.Equal(2, await again.CurrentAsync(default));
        Assert.False(again.Opens((await again.ListAsync(default))[0]));
        await Assert.ThrowsAsync<DamagedObjectException>(() => again.GetAsync(1, default).AsTask());
        await Assert.ThrowsAsync<DamagedObjectException>(() => again.GetAsync(9, default).AsTask());
    }

    [Fact]
    public async Task Many_who_need_the_first_master_key_at_once_get_one()
    {
        var numbers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => world.MasterKeys.CurrentAsync(default).AsTask()));
        Assert.All(numbers, static number => Assert.Equal(1, number));
    }

    [Fact]
    public async Task A_customers_key_is_needed_again_checked_and_kept_nowhere()
    {
        using var key = KeyMaterial.CopyOf([.. Enumerable.Range(100, 32).Select(static i => (byte)i)]);
        using var wrong = KeyMaterial.Random(32);
        using var brief = KeyMaterial.Random(16);
        var (seal, part) = await world.PutAsync(Content, new ObjectEncryption.Customer(key));
        Assert.Equal(ServerSideEncryption.Customer, seal.Algorithm);
        Assert.Equal(Content, await world.GetAsync(seal, [part], customerKey: key));
        foreach (var other in new[] { wrong, brief, null })
        {
            var refused = await Assert.ThrowsAsync<FaultException>(() => world.GetAsync(seal, [part], customerKey: other));
            Assert.Equal("AccessDenied", refused.Code);
        }

        Assert.Equal(-1, seal.Bytes.AsSpan().IndexOf([.. Enumerable.Range(100, 8).Select(static i => (byte)i)]));
        var (second, _) = await world.PutAsync(Content, new ObjectEncryption.Customer(key));
        Assert.NotEqual(seal.Bytes[2..50], second.Bytes[2..50]);
    }

    [Fact]
    public async Task With_a_KMS_key_KMS_is_asked_each_time_and_a_disabled_key_makes_the_object_unreadable_at_once()
    {
        var (seal, part) = await world.PutAsync(Content, Kms(bucketKey: false, ("team", "blue")));
        Assert.Equal("arn:aws:kms:us-east-1:111122223333:alias/mine", seal.KmsKeyArn);
        Assert.Equal(Content, await world.GetAsync(seal, [part]));
        Assert.Equal(Content, await world.GetAsync(seal, [part]));
        Assert.Equal(["GenerateDataKey", "Decrypt", "Decrypt"], world.Kms.Asked.Select(static asked => asked.Operation));
        Assert.All(world.Kms.Asked, static asked =>
        {
            Assert.Equal("arn:aws:s3:::bucket/a/key é", asked.Context.Find("aws:s3:arn"));
            Assert.Equal("blue", asked.Context.Find("team"));
        });

        world.Kms.Refusal = new("DisabledException", "arn is disabled.");
        var refused = await Assert.ThrowsAsync<FaultException>(() => world.GetAsync(seal, [part]));
        Assert.Equal(("KMS.DisabledException", "arn is disabled.", 400), (refused.Code, refused.Text, refused.Status));
        world.Kms.Refusal = new("AccessDeniedException", "User: x is not authorized to perform: kms:Decrypt");
        refused = await Assert.ThrowsAsync<FaultException>(() => world.GetAsync(seal, [part]));
        Assert.Equal(("AccessDenied", 403), (refused.Code, refused.Status));
        world.Kms.Refusal = null;
        Assert.Equal(Content, await world.GetAsync(seal, [part]));
    }

    [Fact]
    public async Task A_bucket_key_serves_many_objects_of_one_requester_for_its_lifetime()
    {
        var written = new List<(ObjectSeal Seal, ObjectPart Part)>();
        for (var i = 0; i < 5; i++) written.Add(await world.PutAsync(Content, Kms(bucketKey: true)));
        foreach (var (seal, part) in written) Assert.Equal(Content, await world.GetAsync(seal, [part]));
        var asked = Assert.Single(world.Kms.Asked);
        Assert.Equal(("GenerateDataKey", "arn:aws:s3:::bucket"), (asked.Operation, asked.Context.Find("aws:s3:arn")));
        Assert.All(written, static put => Assert.True(put.Seal.BucketKeyEnabled));

        // Another requester has to ask for itself; and so has the first, once the bucket key's time is over.
        await world.GetAsync(written[0].Seal, [written[0].Part], call: world.NewCall("user/second"));
        await world.GetAsync(written[1].Seal, [written[1].Part], call: world.NewCall("user/second"));
        Assert.Equal(["GenerateDataKey", "Decrypt"], world.Kms.Asked.Select(static asked => asked.Operation));
        world.Clock.Move(KmsKeys.BucketKeyLifetime);
        world.Kms.Refusal = new("DisabledException", "disabled");
        await Assert.ThrowsAsync<FaultException>(() => world.GetAsync(written[0].Seal, [written[0].Part]));
        world.Kms.Refusal = null;
        await world.PutAsync(Content, Kms(bucketKey: true));
        Assert.Equal("GenerateDataKey", world.Kms.Asked[^1].Operation);
    }

    [Fact]
    public async Task Another_encryption_takes_a_new_seal_and_leaves_the_bytes_alone()
    {
        using var customer = KeyMaterial.Random(32);
        var (seal, part) = await world.PutAsync(Content);
        var current = seal;
        foreach (var next in new[] { Kms(bucketKey: false), Kms(bucketKey: true), new ObjectEncryption.Customer(customer), BytesWorld.S3 })
        {
            using var key = await world.Bytes.OpenKeyAsync(world.NewCall(), BytesWorld.Name, current, Content.Length, customer, default);
            current = await world.Bytes.ResealAsync(world.NewCall(), key, BytesWorld.Name, Content.Length, next, default);
            Assert.Equal(Content, await world.GetAsync(current, [part], customerKey: customer));
        }

        Assert.Equal(ServerSideEncryption.S3, current.Algorithm);
        Assert.Single(world.Store.List(0, 9));
    }

    [Fact]
    public async Task A_key_prints_nothing_of_itself()
    {
        using var key = await world.Bytes.CreateKeyAsync(world.NewCall(), BytesWorld.Name, BytesWorld.S3, default);
        Assert.DoesNotContain("=", key.ToString(), StringComparison.Ordinal);
        Assert.Equal("MasterKey(1)", (await world.MasterKeys.ListAsync(default))[0].ToString());
    }

    private static ObjectEncryption.Kms Kms(bool bucketKey, params (string Name, string Value)[] pairs) =>
        new("alias/mine", EncryptionContext.Of(pairs.Select(static pair => new KeyValuePair<string, string>(pair.Name, pair.Value))), bucketKey);

    private sealed class Flat : IPurposeKeys
    {
        private static readonly KeyMaterial Zeros = KeyMaterial.CopyOf(new byte[32]);

        public byte Current => 1;

        public KeyMaterial? Find(byte name) => Zeros;
    }
}
