package io.sensorplatform.stream.deadletter;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The conditions of a WHERE clause with their parameters, in order. */
public final class Conditions {

  private final List<String> texts = new ArrayList<>();
  private final List<Object> parameters = new ArrayList<>();

  /**
   * @param text SQL of ours, with a question mark for each value
   */
  public Conditions add(String text, Object... values) {
    texts.add(text);
    Collections.addAll(parameters, values);
    return this;
  }

  public String sql() {
    return texts.isEmpty() ? "true" : String.join(" AND ", texts);
  }

  /** The conditions' parameters, then these. */
  public List<Object> parameters(Object... more) {
    var all = new ArrayList<>(parameters);
    Collections.addAll(all, more);
    return all;
  }
}
