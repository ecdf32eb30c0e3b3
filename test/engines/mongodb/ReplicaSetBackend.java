import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.NoopOplog;
import io.netty.channel.Channel;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.h2.mvstore.MVStore;

/** What a replica set does around the commands of mongo-java-server. */
final class ReplicaSetBackend extends H2Backend {
    private static final Set<String> WRITES =
        Set.of("insert", "update", "delete", "findAndModify", "createIndexes", "create", "drop");
    private static final Set<String> READS = Set.of("find", "aggregate", "count", "distinct");

    private final Member member;
    private final Login login;
    private final RetriedWrites retried = new RetriedWrites();

    ReplicaSetBackend(MVStore store, Member member, Login login) {
        super(store);
        this.member = member;
        this.login = login;
        version(member);
    }

    @Override
    protected MongoDatabase openOrCreateDatabase(String databaseName) {
        return PartialIndexDatabase.open(databaseName, getMvStore(), getCursorRegistry());
    }

    @Override
    public Document handleCommand(Channel channel, String database, String command, Document query) {
        switch (command) {
            case "hello", "ismaster", "isMaster":
                Document hello = super.handleCommand(channel, database, "ismaster", query);
                return login.offer(query, member.introduce(hello));
            case "saslStart", "saslContinue":
                return login.converse(channel, query);
            case "replSetStepDown":
                member.stepDown(((Number) query.get("replSetStepDown")).longValue());
                return new Document("ok", 1.0);
            default:
                return handleAuthorized(channel, database, command, query);
        }
    }

    private Document handleAuthorized(Channel channel, String database, String command, Document query) {
        if (!login.admits(channel)) {
            return failure(13, "Unauthorized", "command " + command + " requires authentication");
        }
        boolean writes = WRITES.contains(command);
        if (!member.isPrimary() && (writes || READS.contains(command) && needsPrimary(query))) {
            return failure(10107, "NotWritablePrimary", "not primary")
                .append("errorLabels", List.of("RetryableWriteError"));
        }
        if (!writes) return super.handleCommand(channel, database, command, query);
        return retried.once(query, () -> {
            Document answer = super.handleCommand(channel, database, command, query);
            if (!isInMemory()) commit();
            return answer;
        });
    }

    @Override
    public void handleClose(Channel channel) {
        login.forget(channel);
        super.handleClose(channel);
    }

    private static boolean needsPrimary(Document query) {
        return !(query.get("$readPreference") instanceof Document preference)
            || "primary".equals(preference.get("mode"));
    }

    static Document failure(int code, String name, String message) {
        return new Document("ok", 0.0)
            .append("errmsg", message)
            .append("code", code)
            .append("codeName", name);
    }

    /** What the TTL monitor of mongod does every minute: only BSON dates expire. */
    void expire() {
        if (!member.isPrimary()) return;
        for (String database : listDatabaseNames()) {
            MongoDatabase opened = resolveDatabase(database);
            MongoCollection<?> indexes = opened.resolveCollection("system.indexes", false);
            if (indexes == null) continue;
            for (Document index : indexes.queryAll()) {
                if (index.get("expireAfterSeconds") instanceof Number age) expire(opened, index, age);
            }
        }
    }

    private static void expire(MongoDatabase database, Document index, Number age) {
        String namespace = index.get("ns").toString();
        String name = namespace.substring(database.getDatabaseName().length() + 1);
        String field = ((Document) index.get("key")).keySet().iterator().next();
        Instant until = Instant.now().minusSeconds(age.longValue());
        MongoCollection<?> collection = database.resolveCollection(name, false);
        if (collection == null) return;
        Document expired = new Document(field, new Document("$lte", until));
        collection.deleteDocuments(expired, 0, NoopOplog.get());
    }
}
