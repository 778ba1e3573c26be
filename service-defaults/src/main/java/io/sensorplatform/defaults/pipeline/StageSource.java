package io.sensorplatform.defaults.pipeline;

import java.util.Map;

/** A stage as its service sees it; asked once a second. Must not block. */
public interface StageSource {

  PipelineStage stage();

  /** What is counted: readings, requests or tokens. */
  String unit();

  /** What went through the stage since the start. */
  double handled();

  /** Errors since the start, by category. */
  Map<String, Double> errors();

  /**
   * What it is like now.
   *
   * @param recent what was counted lately
   */
  StageState state(Recent recent);
}
