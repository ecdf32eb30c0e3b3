import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.Channel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** One user's SCRAM-SHA-256 (RFC 5802, RFC 7677), the server's side. Without a user everybody is let in. */
final class Login {
    private static final int ITERATIONS = 4096;
    private static final Document REFUSED =
        ReplicaSetBackend.failure(18, "AuthenticationFailed", "Authentication failed.");

    private record Exchange(String clientFirstBare, String serverFirst, String nonce) {}

    private final String user;
    private final byte[] salt = random(28);
    private final byte[] saltedPassword;
    private final Map<Channel, Exchange> exchanges = new ConcurrentHashMap<>();
    private final Set<Channel> admitted = ConcurrentHashMap.newKeySet();

    Login(String user, String password) {
        this.user = user;
        this.saltedPassword = user == null ? new byte[0] : salted(password, salt);
    }

    /** Adds to a hello what a driver asks about the user before it logs in. */
    Document offer(Document query, Document hello) {
        if (user != null && query.containsKey("saslSupportedMechs")) {
            hello.append("saslSupportedMechs", List.of("SCRAM-SHA-256"));
        }
        return hello;
    }

    boolean admits(Channel channel) {
        return user == null || admitted.contains(channel);
    }

    void forget(Channel channel) {
        exchanges.remove(channel);
        admitted.remove(channel);
    }

    Document converse(Channel channel, Document query) {
        byte[] payload = ((BinData) query.get("payload")).getData();
        String message = new String(payload, StandardCharsets.UTF_8);
        return query.containsKey("saslStart") ? start(channel, message) : finish(channel, message);
    }

    private Document start(Channel channel, String first) {
        String bare = first.substring(first.indexOf(",,") + 2);
        if (user == null || !user.equals(attribute(bare, 'n'))) return REFUSED;
        String nonce = attribute(bare, 'r') + Base64.getEncoder().encodeToString(random(24));
        String salted = Base64.getEncoder().encodeToString(salt);
        String serverFirst = "r=" + nonce + ",s=" + salted + ",i=" + ITERATIONS;
        exchanges.put(channel, new Exchange(bare, serverFirst, nonce));
        return answer(false, serverFirst);
    }

    private Document finish(Channel channel, String last) {
        Exchange exchange = exchanges.remove(channel);
        if (exchange == null || !exchange.nonce().equals(attribute(last, 'r'))) return REFUSED;
        String withoutProof = last.substring(0, last.indexOf(",p="));
        String signed =
            exchange.clientFirstBare() + "," + exchange.serverFirst() + "," + withoutProof;
        byte[] clientKey = hmac(saltedPassword, "Client Key");
        byte[] signature = hmac(sha256(clientKey), signed);
        byte[] proof = Base64.getDecoder().decode(attribute(last, 'p'));
        if (!MessageDigest.isEqual(proof, xor(clientKey, signature))) return REFUSED;
        admitted.add(channel);
        byte[] verifier = hmac(hmac(saltedPassword, "Server Key"), signed);
        return answer(true, "v=" + Base64.getEncoder().encodeToString(verifier));
    }

    private static Document answer(boolean done, String message) {
        return new Document("conversationId", 1)
            .append("done", done)
            .append("payload", new BinData(message.getBytes(StandardCharsets.UTF_8)))
            .append("ok", 1.0);
    }

    private static String attribute(String message, char name) {
        for (String part : message.split(",")) {
            if (part.startsWith(name + "=")) return part.substring(2);
        }
        return "";
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    private static byte[] xor(byte[] left, byte[] right) {
        byte[] both = new byte[left.length];
        for (int at = 0; at < both.length; at += 1) both[at] = (byte) (left[at] ^ right[at]);
        return both;
    }

    private static byte[] salted(String password, byte[] salt) {
        try {
            PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, ITERATIONS, 256);
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
