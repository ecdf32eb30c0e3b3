import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DatabaseResolver;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.h2.H2Database;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import io.netty.channel.Channel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.h2.mvstore.MVStore;

/** Gives unique indexes their partialFilterExpression, which mongo-java-server passes over. */
final class PartialIndexDatabase extends H2Database {
    private static final ThreadLocal<MVStore> OPENING = new ThreadLocal<>();

    private final MVStore store;
    /** Filters of indexes that are being created: they are not in system.indexes yet. */
    private final Map<String, Document> asked = new ConcurrentHashMap<>();

    static PartialIndexDatabase open(String name, MVStore store, CursorRegistry cursors) {
        OPENING.set(store);
        return new PartialIndexDatabase(name, store, cursors);
    }

    private PartialIndexDatabase(String name, MVStore store, CursorRegistry cursors) {
        super(name, store, cursors);
        this.store = store;
    }

    @Override
    public Document handleCommand(
        Channel channel, String command, Document query, DatabaseResolver resolver, Oplog oplog) {
        if (command.equals("createIndexes")) {
            for (Object index : (List<?>) query.get("indexes")) {
                Document wanted = (Document) index;
                if (wanted.get("partialFilterExpression") instanceof Document filter) {
                    asked.put(query.get(command) + "." + wanted.get("name"), filter);
                }
            }
        }
        return super.handleCommand(channel, command, query, resolver, oplog);
    }

    /** The constructor of the superclass calls it too, for the indexes that the file has. */
    @Override
    protected Index<Object> openOrCreateUniqueIndex(
        String collection, String name, List<IndexKey> keys, boolean sparse) {
        MVStore opened = store == null ? OPENING.get() : store;
        String map = databaseName + "." + collection + "._index_" + name;
        return new PartialUniqueIndex(opened.openMap(map), name, keys, filterOf(collection, name));
    }

    private Document filterOf(String collection, String name) {
        Document filter = asked == null ? null : asked.get(collection + "." + name);
        if (filter != null || indexes.get() == null) return filter;
        String namespace = databaseName + "." + collection;
        for (Document index : indexes.get().queryAll()) {
            if (namespace.equals(index.get("ns")) && name.equals(index.get("name"))) {
                return (Document) index.get("partialFilterExpression");
            }
        }
        return null;
    }
}
