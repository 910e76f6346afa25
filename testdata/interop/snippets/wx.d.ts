// What of WeChat's wx the example for mini apps uses.
declare const wx: {
  getStorageSync(key: string): any;
  setStorageSync(key: string, data: unknown): void;
};
