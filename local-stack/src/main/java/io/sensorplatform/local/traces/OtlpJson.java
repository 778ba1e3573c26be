package io.sensorplatform.local.traces;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * OTLP's JSON form: Protobuf's JSON mapping, but ids are hex, enums are numbers, and names are in
 * camel case only (OTLP specification, "JSON Protobuf Encoding"). Unknown fields are ignored.
 */
final class OtlpJson {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private OtlpJson() {}

  /**
   * Fills {@code message} from a JSON document.
   *
   * @throws IllegalArgumentException when it is not a document of that kind
   */
  static <T extends Message.Builder> T read(byte[] json, T message) {
    try {
      fill(message, MAPPER.readTree(json));
      return message;
    } catch (JacksonException e) {
      throw new IllegalArgumentException(e.getOriginalMessage(), e);
    }
  }

  private static void fill(Message.Builder message, JsonNode object) {
    if (!object.isObject()) {
      throw new IllegalArgumentException(
          "expected an object for " + message.getDescriptorForType().getName());
    }
    Map<String, FieldDescriptor> fields =
        message.getDescriptorForType().getFields().stream()
            .collect(Collectors.toMap(FieldDescriptor::getJsonName, field -> field));
    for (Map.Entry<String, JsonNode> property : object.properties()) {
      FieldDescriptor field = fields.get(property.getKey());
      if (field == null || property.getValue().isNull()) {
        continue;
      }
      if (field.isRepeated()) {
        for (JsonNode element : property.getValue()) {
          Object value = value(message, field, element);
          if (value != null) {
            message.addRepeatedField(field, value);
          }
        }
      } else {
        Object value = value(message, field, property.getValue());
        if (value != null) {
          message.setField(field, value);
        }
      }
    }
  }

  private static @Nullable Object value(
      Message.Builder message, FieldDescriptor field, JsonNode node) {
    return switch (field.getJavaType()) {
      case MESSAGE -> {
        Message.Builder inner = message.newBuilderForField(field);
        fill(inner, node);
        yield inner.build();
      }
      case STRING -> node.asString();
      case BOOLEAN -> node.asBoolean();
      case INT -> (int) number(field, node);
      case LONG -> number(field, node);
      case FLOAT -> (float) real(field, node);
      case DOUBLE -> real(field, node);
      case BYTE_STRING -> bytes(field, node);
      case ENUM -> enumValue(field, node);
    };
  }

  /** 64-bit numbers come as text; fixed64 beyond Long.MAX_VALUE is no time that we could show. */
  private static long number(FieldDescriptor field, JsonNode node) {
    try {
      return node.isString() ? Long.parseLong(node.stringValue()) : node.longValue();
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(field.getJsonName() + " is not an integer", e);
    }
  }

  private static double real(FieldDescriptor field, JsonNode node) {
    try {
      return node.isString() ? Double.parseDouble(node.stringValue()) : node.doubleValue();
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(field.getJsonName() + " is not a number", e);
    }
  }

  private static ByteString bytes(FieldDescriptor field, JsonNode node) {
    String text = node.asString();
    try {
      boolean id = field.getName().endsWith("_id");
      return ByteString.copyFrom(
          id ? HexFormat.of().parseHex(text) : Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(field.getJsonName() + ": " + e.getMessage(), e);
    }
  }

  private static @Nullable EnumValueDescriptor enumValue(FieldDescriptor field, JsonNode node) {
    return node.isString()
        ? field.getEnumType().findValueByName(node.stringValue())
        : field.getEnumType().findValueByNumber(node.intValue());
  }
}
