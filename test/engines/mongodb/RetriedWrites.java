import de.bwaldvogel.mongo.bson.Document;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Retryable writes: a session numbers its writes, and one that comes again with the number of the last is
 * answered as before, not done again. Unlike mongod this forgets with the process.
 */
final class RetriedWrites {
    private static final int SESSIONS = 10_000;

    private record Done(long number, Document answer) {}

    private final Map<Object, Done> sessions = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Done> eldest) {
            return size() > SESSIONS;
        }
    };

    Document once(Document command, Supplier<Document> work) {
        if (!(command.get("txnNumber") instanceof Number number)
            || !(command.get("lsid") instanceof Document session)) {
            return work.get();
        }
        Object key = session.get("id");
        synchronized (sessions) {
            Done done = sessions.get(key);
            if (done != null && done.number() == number.longValue()) return done.answer();
        }
        Document answer = work.get();
        synchronized (sessions) {
            sessions.put(key, new Done(number.longValue(), answer));
        }
        return answer;
    }
}
