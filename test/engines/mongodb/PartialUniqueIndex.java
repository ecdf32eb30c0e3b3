import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.AbstractUniqueIndex;
import de.bwaldvogel.mongo.backend.DefaultQueryMatcher;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import java.util.Map.Entry;
import org.h2.mvstore.MVMap;

/** A unique index that only documents which match its filter are in; without a filter, all of them. */
final class PartialUniqueIndex extends AbstractUniqueIndex<Object> {
    private final MVMap<KeyValue, Object> positions;
    private final Document filter;
    private final DefaultQueryMatcher matcher = new DefaultQueryMatcher();

    PartialUniqueIndex(
        MVMap<KeyValue, Object> positions, String name, List<IndexKey> keys, Document filter) {
        // To the collection, sparse means: a document need not have a position here.
        super(name, keys, filter != null);
        this.positions = positions;
        this.filter = filter;
    }

    private boolean covers(Document document) {
        return filter == null || matcher.matches(document, filter);
    }

    @Override
    public void checkAdd(Document document, MongoCollection<Object> collection) {
        if (covers(document)) super.checkAdd(document, collection);
    }

    @Override
    public void add(Document document, Object position, MongoCollection<Object> collection) {
        if (covers(document)) super.add(document, position, collection);
    }

    @Override
    public Object getPosition(Document document) {
        return covers(document) ? super.getPosition(document) : null;
    }

    @Override
    public Object remove(Document document) {
        return covers(document) ? super.remove(document) : null;
    }

    @Override
    public void checkUpdate(Document before, Document after, MongoCollection<Object> collection) {
        if (!covers(after)) return;
        if (covers(before)) super.checkUpdate(before, after, collection);
        else super.checkAdd(after, collection);
    }

    @Override
    public void updateInPlace(
        Document before, Document after, Object position, MongoCollection<Object> collection) {
        if (covers(before) && covers(after)) super.updateInPlace(before, after, position, collection);
        else if (covers(before)) super.remove(before);
        else if (covers(after)) super.add(after, position, collection);
    }

    /** Also for a query of more than its keys: what it finds is matched with the whole query. */
    @Override
    public boolean canHandle(Document query) {
        Document equal = equalities(query);
        return equal != null && covers(equal);
    }

    @Override
    public Iterable<Object> getPositions(Document query) {
        return super.getPositions(equalities(query));
    }

    private Document equalities(Document query) {
        Document equal = new Document();
        for (String key : keys()) {
            Object value = equality(query, key);
            if (value == null) return null;
            equal.put(key, value);
        }
        return equal;
    }

    private static Object equality(Document query, String key) {
        Object value = query.get(key);
        if (value instanceof String || value instanceof Number) return value;
        if (!(query.get("$and") instanceof List<?> conditions)) return null;
        for (Object condition : conditions) {
            Object found = equality((Document) condition, key);
            if (found != null) return found;
        }
        return null;
    }

    @Override
    protected Object removeDocument(KeyValue key) {
        return positions.remove(key);
    }

    @Override
    protected boolean putKeyPosition(KeyValue key, Object position) {
        return positions.putIfAbsent(key, Missing.ofNullable(position)) == null;
    }

    @Override
    protected Iterable<Entry<KeyValue, Object>> getIterable() {
        return positions.entrySet();
    }

    @Override
    protected Object getPosition(KeyValue key) {
        return positions.get(key);
    }

    @Override
    public long getCount() {
        return positions.sizeAsLong();
    }

    @Override
    public long getDataSize() {
        return getCount();
    }
}
