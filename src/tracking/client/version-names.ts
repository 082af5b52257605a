/** What people call versions of systems, by the numbers that user agents give. */
export const VERSION_NAMES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Android: {
    '8': '8.0 Oreo',
    '9': '9.0 Pie',
    '11': '11 Red Velvet Cake',
    '12': '12 Snow Cone',
    '13': '13 Tiramisu',
    '14': '14 Upside Down Cake',
    '15': '15 Vanilla Ice Cream',
    '16': '16 Baklava',
  },
  // Newer ones go on calling themselves 10.15.
  macOS: {
    '10.12': '10.12 Sierra',
    '10.13': '10.13 High Sierra',
    '10.14': '10.14 Mojave',
    '10.15': '10.15 Catalina',
  },
};
