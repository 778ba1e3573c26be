package io.sensorplatform.defaults.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.lang.ref.WeakReference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.event.KeyValuePair;

/**
 * Lets the same warning or error pass a few times in a while; the next that passes tells how many
 * did not. The same is: of one logger, level and message before its parameters are filled in, and
 * of one code if it tells one. What already tells how many were suppressed is let pass.
 *
 * <p>All appenders share one, which decides once on a line.
 */
final class RepeatFilter extends Filter<ILoggingEvent> {

  static final int LINES = 5;
  static final long WINDOW_MILLIS = 10_000;

  /** Far more than there are statements that log. */
  private static final int KEYS = 1_000;

  private final Map<String, Repeats> seen =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Repeats> eldest) {
          return size() > KEYS;
        }
      };

  /** The line that this thread asked about last, and what was decided. */
  private final ThreadLocal<Decision> last = new ThreadLocal<>();

  @Override
  public FilterReply decide(ILoggingEvent event) {
    if (!event.getLevel().isGreaterOrEqual(Level.WARN)) {
      return FilterReply.NEUTRAL;
    }
    Decision before = last.get();
    if (before != null && before.event.refersTo(event)) {
      return before.reply;
    }
    FilterReply reply = decideAnew(event);
    last.set(new Decision(new WeakReference<>(event), reply));
    return reply;
  }

  private FilterReply decideAnew(ILoggingEvent event) {
    String key = event.getLoggerName() + event.getLevel() + event.getMessage();
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs != null) {
      for (KeyValuePair pair : pairs) {
        if (pair.key.equals(LogFields.SUPPRESSED)) {
          return FilterReply.NEUTRAL;
        }
        if (pair.key.equals(LogFields.CODE)) {
          key += pair.value;
        }
      }
    }
    long suppressed;
    synchronized (seen) {
      Repeats repeats = seen.computeIfAbsent(key, any -> new Repeats());
      suppressed = repeats.take(event.getTimeStamp());
    }
    if (suppressed < 0) {
      return FilterReply.DENY;
    }
    if (suppressed > 0 && event instanceof LoggingEvent own) {
      own.addKeyValuePair(new KeyValuePair(LogFields.SUPPRESSED, suppressed));
    }
    return FilterReply.NEUTRAL;
  }

  private record Decision(WeakReference<ILoggingEvent> event, FilterReply reply) {}

  private static final class Repeats {
    private long since;
    private int lines;
    private long suppressed;

    /** How many were suppressed before this one; negative if this one is, too. */
    long take(long now) {
      if (now - since >= WINDOW_MILLIS || now < since) {
        since = now;
        lines = 0;
      }
      if (lines++ >= LINES) {
        suppressed++;
        return -1;
      }
      long told = suppressed;
      suppressed = 0;
      return told;
    }
  }
}
