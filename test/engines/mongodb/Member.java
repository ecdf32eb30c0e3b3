import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.bson.Document;
import java.util.List;

/** The one member of the replica set: how it introduces itself, and whether it is primary now. */
final class Member implements MongoVersion {
    private final boolean neverPrimary;
    private volatile String name = "";
    private volatile long secondaryUntilNanos = System.nanoTime();

    Member(boolean neverPrimary) {
        this.neverPrimary = neverPrimary;
    }

    void calledItself(String hostAndPort) {
        name = hostAndPort;
    }

    boolean isPrimary() {
        return !neverPrimary && System.nanoTime() - secondaryUntilNanos >= 0;
    }

    /** As an election does: until then nobody is primary. */
    void stepDown(long seconds) {
        secondaryUntilNanos = System.nanoTime() + seconds * 1_000_000_000L;
    }

    /** Adds to a hello what makes this server a member of a replica set. */
    Document introduce(Document hello) {
        boolean primary = isPrimary();
        hello.append("helloOk", true)
            .append("setName", "tandem")
            .append("setVersion", 1)
            .append("hosts", List.of(name))
            .append("me", name)
            .append("isWritablePrimary", primary)
            .append("secondary", !primary)
            .append("logicalSessionTimeoutMinutes", 30)
            .append("connectionId", 1)
            .append("readOnly", false);
        hello.put("ismaster", primary);
        if (primary) hello.append("primary", name);
        return hello;
    }

    @Override
    public List<Integer> getVersionArray() {
        return List.of(5, 0, 0);
    }

    /** MongoDB 5.0's; the server says 8 (4.2), which current drivers refuse to talk to. */
    @Override
    public int getWireVersion() {
        return 13;
    }
}
