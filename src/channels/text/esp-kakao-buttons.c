/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes and reads the buttons of KakaoTalk messages in the words of each service. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/text/esp-kakao-buttons.h"

#define MAX_BUTTONS 20

/**
 * esp_kakao_buttons_write:
 * @buttons: (element-type EspKakaoButton): nothing is written when there are none
 */
void
esp_kakao_buttons_write (JsonBuilder *builder,
                         const char *member,
                         GPtrArray *buttons,
                         const EspKakaoButtonNames *names)
{
  if (buttons->len == 0)
    return;
  json_builder_set_member_name (builder, member);
  json_builder_begin_array (builder);
  for (guint i = 0; i < buttons->len; i++)
    {
      const EspKakaoButton *button = buttons->pdata[i];

      json_builder_begin_object (builder);
      esp_json_add_text (builder, names->name, button->name);
      esp_json_add_text (builder, names->type, button->type);
      esp_json_add_text (builder, names->mobile, button->mobile);
      esp_json_add_text (builder, names->pc, button->pc);
      esp_json_add_text (builder, names->android, button->android);
      esp_json_add_text (builder, names->ios, button->ios);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static EspKakaoButton *
read_button (JsonObject *object, const EspKakaoButtonNames *names)
{
  g_autofree char *label = esp_json_dup_text (object, names->name);
  g_autofree char *type = esp_json_dup_text (object, names->type);
  EspKakaoButton *button =
    esp_kakao_button_new (label != NULL ? label : "", type != NULL ? type : "WL");
  const struct
  {
    const char *name;
    char **field;
  } links[] = { { names->mobile, &button->mobile },
                { names->pc, &button->pc },
                { names->android, &button->android },
                { names->ios, &button->ios } };

  for (guint i = 0; i < G_N_ELEMENTS (links); i++)
    {
      g_autofree char *link = esp_json_dup_text (object, links[i].name);

      if (link != NULL)
        esp_message_doc_set (links[i].field, link);
    }
  return button;
}

/**
 * esp_kakao_buttons_read:
 * @object: (nullable): what a service told; anything
 * @buttons: (element-type EspKakaoButton): appended to
 */
void
esp_kakao_buttons_read (JsonObject *object,
                        const char *member,
                        const EspKakaoButtonNames *names,
                        GPtrArray *buttons)
{
  JsonArray *array = esp_json_get_array (object, member);
  guint n = array != NULL ? MIN (json_array_get_length (array), MAX_BUTTONS) : 0;

  for (guint i = 0; i < n; i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_OBJECT (node))
        g_ptr_array_add (buttons, read_button (json_node_get_object (node), names));
    }
}
