/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers the links of a plain text and lists them at its end. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-link-list.h"

#include <string.h>

/* More links than this are written but not numbered, so that a page of links costs linear time. */
static const guint max_links = 500;

/**
 * esp_link_list_new:
 *
 * Returns: (transfer full): an empty list, freed with g_ptr_array_unref().
 */
EspLinkList *
esp_link_list_new (void)
{
  return g_ptr_array_new_with_free_func (g_free);
}

/**
 * esp_link_list_append_mark:
 * @out: appended to, behind the words of the link
 * @href: (nullable): where it leads
 * @label: the words of the link
 *
 * Appends " [3]", or nothing when the words are the address themselves or lead nowhere.
 */
void
esp_link_list_append_mark (EspLinkList *self, GString *out, const char *href, const char *label)
{
  guint i;

  if (href == NULL || *href == '\0' || *href == '#' || strcmp (href, label) == 0)
    return;
  if (g_ascii_strncasecmp (href, "mailto:", 7) == 0 && strcmp (href + 7, label) == 0)
    return;
  if (!g_ptr_array_find_with_equal_func (self, href, g_str_equal, &i))
    {
      if (self->len >= max_links)
        {
          g_string_append_printf (out, " (%s)", href);
          return;
        }
      g_ptr_array_add (self, g_strdup (href));
      i = self->len - 1;
    }
  g_string_append_printf (out, " [%u]", i + 1);
}

/**
 * esp_link_list_append_all:
 * @out: appended to: a line "[3] https://…" for each link, after an empty line
 */
void
esp_link_list_append_all (EspLinkList *self, GString *out)
{
  if (self->len > 0)
    g_string_append_c (out, '\n');
  for (guint i = 0; i < self->len; i++)
    g_string_append_printf (out, "[%u] %s\n", i + 1, (const char *) self->pdata[i]);
}
