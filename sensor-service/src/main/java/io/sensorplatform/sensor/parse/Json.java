package io.sensorplatform.sensor.parse;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/** How JSON is read here, and how its faults are told. */
final class Json {

  private static final int MAX_NESTING = 64;

  /**
   * More parsers than this at once allocate their buffers anew; a thread local would never help
   * virtual threads.
   */
  private static final int POOLED_BUFFERS = 128;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .enable(StreamReadFeature.USE_FAST_BIG_NUMBER_PARSER)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(MAX_NESTING).build())
          .recyclerPool(JsonRecyclerPools.newBoundedPool(POOLED_BUFFERS))
          .build();

  private Json() {}

  static JsonParser parser(byte[] bytes, int from, int length) {
    return FACTORY.createParser(ObjectReadContext.empty(), bytes, from, length);
  }

  /**
   * What is wrong and where.
   *
   * @param line the line of the body at which the parser began, from 1
   * @param from the byte of the body at which the parser began, from 0
   */
  static String fault(JacksonException e, int line, int from) {
    String what =
        e instanceof StreamConstraintsException
            ? "Too deep, or a number or a name too long,"
            : "The JSON ends or breaks";
    return "%s at %s.".formatted(what, place(e.getLocation(), line, from));
  }

  static String place(@Nullable TokenStreamLocation at, int line, int from) {
    if (at == null) {
      return "an unknown place";
    }
    return "line %d, column %d (byte %d)"
        .formatted(line + at.getLineNr() - 1, at.getColumnNr(), from + at.getByteOffset());
  }
}
