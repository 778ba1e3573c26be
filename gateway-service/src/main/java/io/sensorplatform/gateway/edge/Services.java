package io.sensorplatform.gateway.edge;

import io.sensorplatform.gateway.access.AccessSettings;
import io.sensorplatform.gateway.access.Gate;
import io.sensorplatform.gateway.admission.AdmissionSettings;
import io.sensorplatform.gateway.cors.Cors;
import io.sensorplatform.gateway.downstream.Downstreams;
import io.sensorplatform.gateway.limit.Quotas;
import io.sensorplatform.gateway.page.Pages;
import io.sensorplatform.gateway.pipeline.PipelineView;
import io.sensorplatform.gateway.refusal.RefusedAttempts;
import io.sensorplatform.gateway.telemetry.AccessLog;
import io.sensorplatform.gateway.telemetry.FailureLog;
import io.sensorplatform.gateway.telemetry.GatewayMeters;
import io.sensorplatform.gateway.telemetry.RequestSpans;
import java.time.Clock;
import java.util.concurrent.Executor;

/**
 * What every exchange needs.
 *
 * @param blocking runs what may block, away from the event loops
 */
record Services(
    Gate gate,
    Quotas quotas,
    Pages pages,
    PipelineView pipeline,
    Downstreams downstreams,
    RequestSpans spans,
    GatewayMeters meters,
    FailureLog failures,
    RefusedAttempts refusals,
    AccessLog lines,
    EdgeSettings settings,
    GuardSettings guard,
    Cors cors,
    AccessSettings access,
    AdmissionSettings admission,
    Executor blocking,
    Clock clock) {}
