package io.sensorplatform.auth.audit;

import io.sensorplatform.defaults.secret.Masking;
import org.jspecify.annotations.Nullable;

/**
 * Something that was done or refused, to be written down.
 *
 * @param who name of an operator, client id of a device, or {@link #PLATFORM}
 * @param what such as {@code device.create}
 * @param object what it was done to
 * @param tenant whose operators may see it; null: of no tenant
 * @param detail what changed, or why it was refused; never a secret
 * @param count how many of the same this stands for
 */
public record Act(
    String who,
    String what,
    String object,
    @Nullable String tenant,
    Result result,
    @Nullable String detail,
    long count) {

  /** What happens by itself. */
  public static final String PLATFORM = "platform";

  private static final int MAX_NAME = 128;
  private static final int MAX_OBJECT = 256;
  private static final int MAX_DETAIL = 2_000;

  public enum Result {
    DONE,
    REFUSED
  }

  /** The same with text that can be kept: short enough, and without what cannot be printed. */
  Act printable() {
    return new Act(
        printable(who, MAX_NAME),
        what,
        printable(object, MAX_OBJECT),
        tenant,
        result,
        detail == null ? null : printable(detail, MAX_DETAIL),
        count);
  }

  public static Act done(
      String who, String what, String object, @Nullable String tenant, @Nullable String detail) {
    return new Act(who, what, object, tenant, Result.DONE, detail, 1);
  }

  public static Act refused(
      String who, String what, String object, @Nullable String tenant, @Nullable String why) {
    return new Act(who, what, object, tenant, Result.REFUSED, why, 1);
  }

  /** The same of somebody of this tenant. */
  Act by(String who, @Nullable String tenant) {
    return new Act(who, what, object, tenant, result, detail, count);
  }

  /** The same, so many times. */
  Act times(long count) {
    return new Act(who, what, object, tenant, result, detail, count);
  }

  private static String printable(String text, int max) {
    var clean = new StringBuilder();
    // A path can hold a key that somebody put there.
    Masking.mask(text)
        .codePoints()
        .limit(max)
        .map(c -> Character.isISOControl(c) || isLoneSurrogate(c) ? '?' : c)
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }

  private static boolean isLoneSurrogate(int c) {
    return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
  }
}
