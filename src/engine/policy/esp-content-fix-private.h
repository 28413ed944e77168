/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the files that mend the content of messages, and by nothing else. */
#pragma once

#include "engine/policy/esp-content-check-private.h"

G_BEGIN_DECLS

/* Changes @doc, a copy of what was checked. Returns: whether there was something to change */
typedef gboolean (*EspContentFixFunc) (EspMessageDoc *doc,
                                       const EspContentInput *input,
                                       const EspContentFinding *finding);

EspBlock *esp_content_fix_find_block (EspMessageDoc *doc, const EspContentFinding *finding);

gboolean esp_content_fix_links (EspMessageDoc *doc,
                                const EspContentInput *input,
                                const EspContentFinding *finding);
gboolean esp_content_fix_picture (EspMessageDoc *doc,
                                  const EspContentInput *input,
                                  const EspContentFinding *finding);
gboolean esp_content_fix_heading (EspMessageDoc *doc,
                                  const EspContentInput *input,
                                  const EspContentFinding *finding);
gboolean esp_content_fix_preheader (EspMessageDoc *doc,
                                    const EspContentInput *input,
                                    const EspContentFinding *finding);
gboolean esp_content_fix_html (EspMessageDoc *doc,
                               const EspContentInput *input,
                               const EspContentFinding *finding);
gboolean esp_content_fix_sizes (EspMessageDoc *doc,
                                const EspContentInput *input,
                                const EspContentFinding *finding);

G_END_DECLS
