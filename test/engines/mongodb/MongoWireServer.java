import de.bwaldvogel.mongo.MongoServer;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.h2.mvstore.MVStore;

/**
 * A server that speaks MongoDB's wire protocol, for tests on machines without mongod: mongo-java-server
 * as the only member of a replica set. What it adds is in the classes beside this one; what it lacks is
 * in docs/reference/engines.md.
 *
 * Arguments, each optional: --host H, --port N (0: a free one), --file F (keeps what was written),
 * --advertise HOST:PORT (what it calls itself to drivers, when they come through a proxy),
 * --user NAME --password PASSWORD (SCRAM-SHA-256), --secondary (it never becomes primary).
 * It prints "listening PORT" when it answers; SIGTERM ends it.
 */
final class MongoWireServer {
    private static final long EXPIRY_EVERY_MS = 500;

    public static void main(String[] args) {
        Map<String, String> options = parse(args);
        MVStore store = new MVStore.Builder().fileName(options.get("file")).open();
        Member member = new Member(options.containsKey("secondary"));
        Login login = new Login(options.get("user"), options.get("password"));
        ReplicaSetBackend backend = new ReplicaSetBackend(store, member, login);
        MongoServer server = new MongoServer(backend);
        String host = options.getOrDefault("host", "127.0.0.1");
        server.bind(new InetSocketAddress(host, Integer.parseInt(options.getOrDefault("port", "0"))));
        int port = server.getLocalAddress().getPort();
        member.calledItself(options.getOrDefault("advertise", host + ":" + port));
        ScheduledExecutorService expiry = Executors.newSingleThreadScheduledExecutor();
        expiry.scheduleWithFixedDelay(
            backend::expire, EXPIRY_EVERY_MS, EXPIRY_EVERY_MS, TimeUnit.MILLISECONDS);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            expiry.shutdownNow();
            server.shutdownNow();
        }));
        System.out.println("listening " + port);
    }

    private static Map<String, String> parse(String[] args) {
        List<String> flags = List.of("secondary");
        List<String> names =
            List.of("host", "port", "file", "advertise", "user", "password", "secondary");
        Map<String, String> options = new HashMap<>();
        for (int at = 0; at < args.length; at += 1) {
            String name = args[at].replaceFirst("^--", "");
            if (!names.contains(name)) throw new IllegalArgumentException("unknown: " + args[at]);
            if (flags.contains(name)) options.put(name, "");
            else options.put(name, args[++at]);
        }
        return options;
    }
}
